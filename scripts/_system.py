"""Finds the servers and the browser the tests need, or installs them where that is ours to do."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from scripts._children import say


class NotInstalled(Exception):
    """Something of the operating system is missing; the message says what to install."""


@dataclass(frozen=True)
class Tool:
    """`names`: any of them will do, the first one is preferred. `places`: globs of folders outside PATH."""

    names: tuple[str, ...]
    package: str
    places: tuple[str, ...] = ()

    def find(self) -> Path | None:
        for name in self.names:
            found = shutil.which(name)
            if found:
                return Path(found)
        folders = [
            folder for place in self.places for folder in sorted(Path("/").glob(place), key=_version, reverse=True)
        ]
        return next((folder / name for folder in folders for name in self.names if (folder / name).exists()), None)

    def path(self) -> Path:
        """Raises NotInstalled."""
        found = self.find()
        if found is None:
            raise NotInstalled(
                f"{self.names[0]} is missing; install {self.package} (Debian: apt-get install {self.package})."
            )
        return found


def _version(folder: Path) -> list[int]:
    return [int(part) for part in folder.as_posix().replace("-", "/").split("/") if part.isdigit()]


_POSTGRES_PLACES = ("usr/lib/postgresql/*/bin", "usr/pgsql-*/bin", "opt/homebrew/opt/postgresql*/bin")
POSTGRES = Tool(("postgres",), "postgresql", _POSTGRES_PLACES)
INITDB = Tool(("initdb",), "postgresql", _POSTGRES_PLACES)
REDIS = Tool(("redis-server", "valkey-server"), "redis-server", ("opt/homebrew/bin", "usr/local/bin"))
CHROMIUM = Tool(
    ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "Chromium", "Google Chrome"),
    "chromium",
    ("Applications/Chromium.app/Contents/MacOS", "Applications/Google Chrome.app/Contents/MacOS"),
)


def provide(tools: list[Tool]) -> None:
    """Install what is missing on Debian as root. Raises NotInstalled with one line for everything elsewhere."""
    missing = sorted({tool.package for tool in tools if tool.find() is None})
    if not missing:
        return
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise NotInstalled(f"The tests need {', '.join(missing)}; install with: apt-get install {' '.join(missing)}")
    say(f"Installing {', '.join(missing)} ...")
    _apt("update")
    _apt("install", "--yes", "--no-install-recommends", *missing)
    for tool in tools:
        tool.path()


def _apt(*arguments: str) -> None:
    env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    command = ["apt-get", "-qq", *arguments]
    done = subprocess.run(command, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        last = (done.stderr.strip() or done.stdout.strip()).splitlines()[-1:]
        raise NotInstalled(f"{' '.join(command)} failed: {' '.join(last)}")

"""Front-end packages kept in the repository: `check` compares them with their lock, `fetch` brings them anew.

A lock names package, version, licence, the tarball's own checksum, and for each file where it comes from and its
sha384. To change a version: edit it there, empty `integrity`, run `fetch`, read the difference, commit.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LOCKS = (ROOT / "app/static/vendor/vendor.lock.json", ROOT / "tests/e2e/vendor/vendor.lock.json")
#: The maps are not kept here; a browser would ask for them in vain.
_SOURCE_MAP = re.compile(rb"(?m)(^//[#@] sourceMappingURL=\S+|/\*# sourceMappingURL=\S+?\s*\*/)\s*$")

Package = dict[str, Any]


class Unlike(Exception):
    """A package is not what the lock says."""


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="scripts/vendor_assets.py", description=__doc__)
    parser.add_argument("action", choices=("check", "fetch"))
    action = parser.parse_args(arguments).action
    if action == "fetch":
        for lock in LOCKS:
            fetch(lock)
    faults = [fault for lock in LOCKS for fault in differences(lock)]
    for fault in faults:
        print(fault)
    return 1 if faults else 0


def differences(lock: Path) -> list[str]:
    """What stands in the folder of `lock` and differs from it; needs no network."""
    packages: list[Package] = json.loads(lock.read_text(encoding="utf-8"))["packages"]
    locked = {lock.parent / name: file["sha384"] for package in packages for name, file in package["files"].items()}
    present = {path for path in lock.parent.rglob("*") if path.is_file()} - {lock}
    missing = [f"{path.relative_to(ROOT)} is missing" for path in locked if path not in present]
    extra = [f"{path.relative_to(ROOT)} is not in {lock.name}" for path in sorted(present - locked.keys())]
    changed = [
        f"{path.relative_to(ROOT)} was changed"
        for path, checksum in locked.items()
        if path in present and _sha384(path.read_bytes()) != checksum
    ]
    return missing + extra + changed


def fetch(lock: Path) -> None:
    """Bring every package of `lock` from the registry. Raises Unlike when a tarball is not the locked one."""
    content = json.loads(lock.read_text(encoding="utf-8"))
    for package in content["packages"]:
        with tempfile.TemporaryDirectory() as folder:
            _unpack(package, _packed(package, Path(folder)), lock.parent)
    lock.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def _packed(package: Package, folder: Path) -> Path:
    wanted = f"{package['name']}@{package['version']}"
    command = ["npm", "pack", "--ignore-scripts", "--silent", "--pack-destination", str(folder), wanted]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    tarball = next(folder.glob("*.tgz"))
    integrity = "sha512-" + base64.b64encode(hashlib.sha512(tarball.read_bytes()).digest()).decode()
    if package["integrity"] not in {"", integrity}:
        raise Unlike(f"{wanted} is not the package that was locked")
    package["integrity"] = integrity
    return tarball


def _unpack(package: Package, tarball: Path, folder: Path) -> None:
    with tarfile.open(tarball) as archive:
        described = json.load(_member(archive, "package.json"))
        package["licence"] = described["license"]
        for name, file in package["files"].items():
            content = _SOURCE_MAP.sub(b"", _member(archive, file["from"]).read())
            file["sha384"] = _sha384(content)
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)


def _member(archive: tarfile.TarFile, name: str) -> Any:
    member = archive.extractfile(f"package/{name}")
    if member is None:
        raise Unlike(f"the package holds no {name}")
    return member


def _sha384(content: bytes) -> str:
    return "sha384-" + base64.b64encode(hashlib.sha384(content).digest()).decode()


if __name__ == "__main__":
    sys.exit(main())

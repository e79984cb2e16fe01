"""`scripts/flask`: the application's own commands, in the environment that `scripts/run` keeps for a data folder."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from scripts._data_folder import DataFolder
from scripts._product import ROOT


def main(arguments: Sequence[str]) -> int:
    os.chdir(ROOT)
    folder = DataFolder(Path(os.environ.get("DATA_DIR", "instance")).resolve())
    if not folder.note("prepared").exists():
        sys.stderr.write(f"{folder.path} is not prepared yet; start scripts/run once, or name another with DATA_DIR.\n")
        return 2
    command = [sys.executable, "-m", "flask", "--app", "app", *arguments]
    return subprocess.run(command, env=folder.environment(), check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""`scripts/run`: prepares the data folder, keeps the product running and ends it cleanly."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from scripts._children import ChildFailed, Stopped, Supervisor, say
from scripts._data_folder import DataFolder, Refused, free_port, is_free
from scripts._product import DEMO_ROLES, ROOT, Product


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    os.chdir(ROOT)
    os.umask(0o077)  # names and schedules of people are nobody else's business on a shared machine
    try:
        return check(options.data_dir) if options.check else serve(options)
    except Refused as reason:
        sys.stderr.write(f"{reason}\n")
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="scripts/run", description="Run the whole product on this machine.")
    parser.add_argument("--port", type=int, default=8000, help="where the pages answer (default: 8000)")
    parser.add_argument("--data-dir", type=Path, help="database, keys, files and logs (default: instance)")
    parser.add_argument("--no-demo", action="store_true", help="begin empty, without sandbox servers and demo data")
    parser.add_argument("--check", action="store_true", help="do the main job once on free ports, report, and end")
    return parser


def serve(options: argparse.Namespace) -> int:
    """Run until Ctrl-C or SIGTERM."""
    if not is_free(options.port):
        raise Refused(f"Port {options.port} is in use; stop what uses it or choose another with --port.")
    folder = DataFolder((options.data_dir or Path("instance")).resolve())
    folder.begin(demo=not options.no_demo)
    supervisor = Supervisor(folder.path / "logs")
    supervisor.obey_signals()
    try:
        product = Product(supervisor, folder, options.port)
        product.start()
        announce(product)
        supervisor.watch()
    except Stopped:
        say("Stopping ...")
        return 0
    except ChildFailed as failure:
        sys.stderr.write(f"{failure}\n")
        return 1
    finally:
        supervisor.stop()
    return 0


def announce(product: Product) -> None:
    say(f"Ready: {product.url}")
    if not product.folder.is_demo:
        say("There is no demo in this data folder; make a sign-in with: scripts/flask users create --help")
        return
    for name, url in product.folder.sandbox_urls.items():
        say(f"Sandbox {name}: {url}")
    for role in DEMO_ROLES:
        say(f"Sign in: {role} / {product.folder.demo_password}")


def check(given: Path | None) -> int:
    """The whole main job, once. The packet stays; a data folder made for the check goes."""
    from scripts._check import StepFailed, main_job  # only here: the HTTP client takes a moment to load

    home = given.resolve() if given else Path(tempfile.mkdtemp(prefix="schedule-check-"))
    folder = DataFolder(home if given else home / "data")
    folder.begin(demo=True)
    supervisor = Supervisor(folder.path / "logs")
    supervisor.obey_signals()
    try:
        product = Product(supervisor, folder, free_port())
        product.start()
        main_job(product, supervisor.pause, home / "packet.pdf")
    except Stopped:
        say("Stopped before the end.")
        return 130
    except (ChildFailed, StepFailed) as failure:
        sys.stderr.write(f"{failure}\n")
        return 1
    finally:
        supervisor.stop()
        if not given:
            shutil.rmtree(folder.path, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Runs alone in a limited process: reads forms written as HTML on stdin, writes one PDF for each on stdout.

Started by path, so that nothing of the application is loaded next to what somebody typed. The forms may load nothing:
neither files nor addresses.
"""

from __future__ import annotations

import io
import json
import logging
import os
import resource
import sys

from xhtml2pdf import pisa
from xhtml2pdf.config.resources import ResourceAccessPolicy

OUT_OF_MEMORY = 3
logging.disable(logging.CRITICAL)


def main() -> int:
    memory, cpu = (int(argument) for argument in sys.argv[1:3])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    forms = json.loads(sys.stdin.buffer.read())
    fonts = sys.argv[3]
    try:
        drawn = [_draw(form, fonts) for form in forms]
    except MemoryError:
        return OUT_OF_MEMORY
    sys.stdout.buffer.write(json.dumps([len(pdf) for pdf in drawn]).encode() + b"\n" + b"".join(drawn))
    sys.stdout.buffer.flush()
    return 0


def _draw(form: str, fonts: str) -> bytes:
    """Empty when the form cannot be drawn."""
    target = io.BytesIO()
    outcome = pisa.CreatePDF(
        form,
        dest=target,
        path=os.path.join(fonts, "form.html"),
        encoding="utf-8",
        link_callback=lambda address, _base: os.path.join(fonts, os.path.basename(address)),
        resource_policy=ResourceAccessPolicy.server(fonts, allow_remote=False),
    )
    return b"" if outcome.err else target.getvalue()


if __name__ == "__main__":
    sys.exit(main())

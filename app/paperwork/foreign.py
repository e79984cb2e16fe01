"""Lets foreign PDFs (sales tools, uploads) in, or says in plain words why not.

The file is opened only by a short-lived process with limits on memory and time, see `foreign_check`.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from app.paperwork import labels
from app.paperwork.foreign_check import OUT_OF_MEMORY
from app.paperwork.model import Missing, PdfPart

_CHECK = Path(__file__).with_name("foreign_check.py")
_HEADER_WITHIN = 1024


@dataclass(frozen=True)
class Limits:
    """Sizes in bytes, times in seconds."""

    size: int = 25 * 1024 * 1024
    pages: int = 200
    memory: int = 512 * 1024 * 1024
    cpu: int = 20
    wall: float = 30.0


DEFAULT_LIMITS = Limits()


def accept(
    pdf: bytes, *, what: str = labels.SALES_TOOL, name: str = "", limits: Limits = DEFAULT_LIMITS
) -> PdfPart | Missing:
    """A cleaned copy that holds pages and nothing that acts, or why there is none. Blocks up to `limits.wall`."""
    reason = _at_a_glance(pdf, limits)
    if reason is None:
        verdict, cleaned = _inspect(pdf, limits)
        pages = verdict.get("pages")
        if isinstance(pages, int) and cleaned:
            return PdfPart(cleaned, pages, name)
        reason = str(verdict.get("refused", "unreadable"))
    return Missing(what, *labels.REFUSALS[reason])


def _at_a_glance(pdf: bytes, limits: Limits) -> str | None:
    if not pdf:
        return "no_bytes"
    if len(pdf) > limits.size:
        return "too_large"
    if b"%PDF-" not in pdf[:_HEADER_WITHIN]:
        return "web_page" if b"<html" in pdf[:_HEADER_WITHIN].lower() else "not_pdf"
    return None


def _inspect(pdf: bytes, limits: Limits) -> tuple[dict[str, object], bytes]:
    arguments = [str(number) for number in (limits.memory, limits.cpu, limits.pages)]
    command = [sys.executable, "-I", str(_CHECK), *arguments]
    with tempfile.TemporaryDirectory(prefix="paperwork-") as folder:
        try:
            done = subprocess.run(  # noqa: S603  # our own interpreter, our own file, numbers only
                command, input=pdf, capture_output=True, timeout=limits.wall, env={}, cwd=folder, check=False
            )
        except subprocess.TimeoutExpired:
            return {"refused": "too_slow"}, b""
    if done.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        return {"refused": "too_slow"}, b""
    if done.returncode == OUT_OF_MEMORY:
        return {"refused": "too_heavy"}, b""
    if done.returncode:
        return {"refused": "unreadable"}, b""
    head, _, cleaned = done.stdout.partition(b"\n")
    verdict = json.loads(head)
    return (verdict, cleaned) if isinstance(verdict, dict) else ({}, b"")

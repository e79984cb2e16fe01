"""Lets foreign PDFs (sales tools, uploads) in, or says in plain words why not.

The file is opened only by a short-lived process with limits on memory and time, see `foreign_check`.
"""

from __future__ import annotations

from pathlib import Path

from app.paperwork import labels
from app.paperwork.apart import DEFAULT_LIMITS, Answer, Limits, ask
from app.paperwork.model import Missing, PdfPart

_CHECK = Path(__file__).with_name("foreign_check.py")
_HEADER_WITHIN = 1024


def accept(
    pdf: bytes, *, what: str = labels.SALES_TOOL, name: str = "", limits: Limits = DEFAULT_LIMITS
) -> PdfPart | Missing:
    """A cleaned copy that holds pages and nothing that acts, or why there is none. Blocks up to `limits.wall`."""
    reason = _at_a_glance(pdf, limits)
    if reason is None:
        answer = ask(_CHECK, [str(limits.pages)], pdf, limits)
        if isinstance(answer, Answer) and "pages" in answer.head:
            return PdfPart(answer.content, answer.head["pages"], name)
        reason = answer if isinstance(answer, str) else answer.head["refused"]
    return Missing(what, *labels.REFUSALS[reason])


def _at_a_glance(pdf: bytes, limits: Limits) -> str | None:
    if not pdf:
        return "no_bytes"
    if len(pdf) > limits.size:
        return "too_large"
    if b"%PDF-" not in pdf[:_HEADER_WITHIN]:
        return "web_page" if b"<html" in pdf[:_HEADER_WITHIN].lower() else "not_pdf"
    return None

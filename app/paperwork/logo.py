"""Lets the team's logo in: a PNG of its pixels, small enough for the head of a page, or why not in plain words.

The file is opened only by a short-lived process with limits on memory and time, see `logo_check`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.paperwork.apart import Answer, Limits, ask
from app.wording import N_

LIMITS = Limits(size=2 * 1024 * 1024, memory=512 * 1024 * 1024, cpu=10, wall=20.0)
_CHECK = Path(__file__).with_name("logo_check.py")
_BEGINNINGS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
_REFUSALS = {
    "nothing": N_("The file is empty. Choose a PNG or JPEG picture."),
    "too_large": N_("The file is larger than 2 MB. Save the logo smaller; 900 by 300 points are enough."),
    "not_a_picture": N_("The file is neither PNG nor JPEG. Save the logo as one of these."),
    "too_many_pixels": N_("The picture has too many points. Save the logo smaller; 900 by 300 are enough."),
    "too_small": N_("The picture is too small to print. Choose one that is at least 16 points high and wide."),
    "unreadable": N_("The picture is damaged. Save it once more as PNG or JPEG and choose that file."),
    "too_slow": N_("The picture took too long to read. Save it once more as PNG or JPEG and choose that file."),
    "too_heavy": N_("The picture needs too much memory. Save the logo smaller; 900 by 300 points are enough."),
}


@dataclass(frozen=True)
class Logo:
    png: bytes
    width: int
    height: int


def accept(content: bytes, limits: Limits = LIMITS) -> Logo | str:
    """The logo, or a text of the catalogue that says why not. Blocks up to `limits.wall`."""
    reason = _at_a_glance(content, limits)
    if reason is None:
        answer = ask(_CHECK, [], content, limits)
        if isinstance(answer, Answer) and "width" in answer.head:
            return Logo(answer.content, answer.head["width"], answer.head["height"])
        reason = answer if isinstance(answer, str) else answer.head["refused"]
    return _REFUSALS[reason]


def _at_a_glance(content: bytes, limits: Limits) -> str | None:
    if not content:
        return "nothing"
    if len(content) > limits.size:
        return "too_large"
    return None if content.startswith(_BEGINNINGS) else "not_a_picture"

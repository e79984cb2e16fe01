"""Makes sheets fill their page: as large as fits on one, and no larger."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from reportlab.platypus import Flowable, KeepInFrame

from app.paperwork.sheet import LETTER, Paper

_SLACK = 4.0
"""Points that rounding may take."""


def height_of(story: Sequence[Flowable], width: float) -> float:
    """Points the story takes when nothing is split; the space around headings counts."""
    taken = 0.0
    for one in story:
        _, high = one.wrap(width, 10_000)
        taken += high + one.getSpaceBefore() + one.getSpaceAfter()
    return taken


def room_left(paper: Paper, around: Sequence[Flowable], *, wide: bool) -> float:
    """Height on one page beside what stands above and below."""
    return paper.tall(wide=wide) - height_of(around, paper.room(wide=wide)) - _SLACK


def roomiest(
    make: Callable[[float], Flowable], sizes: Sequence[float], room: tuple[float, float], *, otherwise: float
) -> Flowable:
    """Made in the first of the sizes, given from roomy to tight, that fits into the room; `otherwise` when it takes
    several pages anyway."""
    width, height = room
    fitting = (size for size in sizes if make(size).wrap(width, 10_000)[1] <= height)
    return make(next(fitting, otherwise))


def on_one_page(story: Sequence[Flowable], paper: Paper = LETTER) -> list[Flowable]:
    """A form that must not break over two pages: drawn smaller when a language or a name needs more room."""
    for one in story:
        one.hAlign = "LEFT"  # in the middle, what is narrower than the page would leave the others' edge
    return [KeepInFrame(paper.room(wide=False), paper.tall(wide=False) - _SLACK, list(story), mode="shrink")]

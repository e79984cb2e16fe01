"""Geometry of the small bar chart: booked visits from the ground up, open deadlines hatched on top."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

HEIGHT = 100
STEP, WIDTH = 40, 28


@dataclass(frozen=True)
class Bar:
    """`x` and the two heights are units of the drawing; `booked` and `due` are what is counted."""

    day: date
    booked: int
    due: int
    x: int
    booked_height: float
    due_height: float

    @property
    def booked_top(self) -> float:
        return round(HEIGHT - self.booked_height, 1)

    @property
    def due_top(self) -> float:
        return round(HEIGHT - self.booked_height - self.due_height, 1)


def bars_of(days: Sequence[date], booked: Mapping[date, int], due: Mapping[date, int]) -> tuple[Bar, ...]:
    """Scaled so that the highest bar fills the drawing."""
    highest = max((booked.get(day, 0) + due.get(day, 0) for day in days), default=0) or 1
    unit = HEIGHT / highest
    return tuple(
        Bar(
            day=day,
            booked=booked.get(day, 0),
            due=due.get(day, 0),
            x=place * STEP + (STEP - WIDTH) // 2,
            booked_height=round(booked.get(day, 0) * unit, 1),
            due_height=round(due.get(day, 0) * unit, 1),
        )
        for place, day in enumerate(days)
    )

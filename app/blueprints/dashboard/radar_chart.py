"""Geometry of the radar chart: for each kind of work and week what waits beside the places that are free."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.services.deadline_radar import WeekLoad

HEIGHT = 80
BAR, GAP, PAIR = 26, 6, 78
GROUP_GAP = 26


@dataclass(frozen=True)
class Column:
    """`x` of the pair; heights are units of the drawing, measured against the largest number of the kind."""

    load: WeekLoad
    x: int
    waiting_height: float
    places_height: float

    @property
    def places_x(self) -> int:
        return self.x + BAR + GAP

    @property
    def waiting_top(self) -> float:
        return round(HEIGHT - self.waiting_height, 1)

    @property
    def places_top(self) -> float:
        return round(HEIGHT - self.places_height, 1)


@dataclass(frozen=True)
class KindChart:
    name: str
    x: int
    middle: float
    columns: tuple[Column, ...]


@dataclass(frozen=True)
class RadarChart:
    width: int
    kinds: tuple[KindChart, ...]


def chart_of(loads: Sequence[WeekLoad]) -> RadarChart:
    """Each kind has its own scale: a store has many Core events and few Juicer days."""
    charts: list[KindChart] = []
    x = 0
    for name in dict.fromkeys(load.kind.name for load in loads):
        own = [load for load in loads if load.kind.name == name]
        columns = _columns(own, x)
        width = PAIR * len(own)
        charts.append(KindChart(name, x, x + (width - GROUP_GAP / 2) / 2, columns))
        x += width + GROUP_GAP
    return RadarChart(max(x - GROUP_GAP, 1), tuple(charts))


def _columns(loads: Sequence[WeekLoad], x: int) -> tuple[Column, ...]:
    unit = HEIGHT / (max((max(load.waiting, load.places) for load in loads), default=0) or 1)
    return tuple(
        Column(load, x + PAIR * place, round(load.waiting * unit, 1), round(load.places * unit, 1))
        for place, load in enumerate(loads)
    )

"""Change slips on paper, for people who do not look themselves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from app.formatting import moment, wall_time
from app.models import Store
from app.paperwork.change_slip import SlipPage, SlipRow, build_slips
from app.paperwork.model import Brand, named_store
from app.services.as_of import Place
from app.services.change_slips import News, Slip, SlipLine
from app.wording import N_, say

NEWS = {News.NEW: N_("new"), News.MOVED: N_("moved"), News.CANCELLED: N_("cancelled")}


def pdf(slips: Sequence[Slip], store: Store, *, printed_at: datetime, brand: str) -> bytes:
    pages = [SlipPage(slip.employee.name, tuple(_row(line) for line in slip.lines)) for slip in slips]
    return build_slips(
        pages,
        brand=Brand(brand),
        store=named_store(store.name, store.number),
        printed_at=wall_time(printed_at, store.timezone),
    )


def _row(line: SlipLine) -> SlipRow:
    zone = line.event.store.timezone
    place = named_store(line.event.store.name, line.event.store.number)
    return SlipRow(say(NEWS[line.news]), f"{line.event.name}, {place}", _when(line.then, zone), _when(line.now, zone))


def _when(place: Place | None, zone: str) -> str:
    return moment(wall_time(place.starts_at, zone)) if place is not None else ""

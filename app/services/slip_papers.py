"""Change slips on paper, for people who do not look themselves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app.formatting import moment, wall_time
from app.models import Store
from app.paperwork.change_slip import SlipPage, SlipRow, build_slips
from app.paperwork.model import named_store
from app.services.as_of import Place
from app.services.change_slips import News, Slip, SlipLine
from app.services.paperwork_brand import brand
from app.wording import N_, say, speaking

NEWS = {News.NEW: N_("new"), News.MOVED: N_("moved"), News.CANCELLED: N_("cancelled")}


def pdf(session: Session, slips: Sequence[Slip], store: Store, *, printed_at: datetime) -> bytes:
    return build_slips(
        [_page(slip) for slip in slips],
        brand=brand(session),
        store=named_store(store.name, store.number),
        printed_at=wall_time(printed_at, store.timezone),
    )


def _page(slip: Slip) -> SlipPage:
    with speaking(slip.employee.locale):
        return SlipPage(slip.employee.name, tuple(_row(line) for line in slip.lines), slip.employee.locale)


def _row(line: SlipLine) -> SlipRow:
    zone = line.event.store.timezone
    place = named_store(line.event.store.name, line.event.store.number)
    return SlipRow(say(NEWS[line.news]), f"{line.event.name}, {place}", _when(line.then, zone), _when(line.now, zone))


def _when(place: Place | None, zone: str) -> str:
    return moment(wall_time(place.starts_at, zone)) if place is not None else ""

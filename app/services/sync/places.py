"""Stores of the feed. A new one gets the configured time zone; a manager corrects it when the club lies elsewhere."""

from __future__ import annotations

import re

from sqlalchemy.orm import Session

from app.integrations.crossmark.payloads import MPlan
from app.models import Store
from app.queries import sync as queries
from app.services.sync.report import Report, assign

_NUMBER = re.compile(r"#\s*([0-9]{1,8})|\b([0-9]{4})\b")


def apply_stores(session: Session, mplans: tuple[MPlan, ...], zone: str, report: Report) -> dict[str, Store]:
    """Stores by location id, with those of the feed that were not known yet."""
    rows = queries.stores(session)
    by_location = {row.location_id: row for row in rows if row.location_id}
    by_number = {row.number: row for row in rows}
    for mplan in mplans:
        if not mplan.location_id or mplan.location_id in by_location:
            continue
        number = _number(mplan)
        known = by_number.get(number)
        if known is not None and known.location_id is None:
            assign(known, location_id=mplan.location_id)
            report.changed("stores_updated", f"Store {number} is location {mplan.location_id} at Crossmark.")
        else:
            number = number if known is None else mplan.location_id
            name = mplan.store_name or f"Store {number}"
            known = Store(number=number, name=name, timezone=zone, location_id=mplan.location_id)
            session.add(known)
            by_number[number] = known
            report.changed("stores_created", f"Store {name} is new; check its time zone ({zone}).")
        by_location[mplan.location_id] = known
    session.flush()  # events need the ids
    return by_location


def _number(mplan: MPlan) -> str:
    """The club number is mostly only in the store's name."""
    if mplan.store_number:
        return mplan.store_number
    found = _NUMBER.search(mplan.store_name)
    return (found[1] or found[2]) if found else mplan.location_id

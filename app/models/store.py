"""A store (club) with its time zone and its id at Crossmark."""

from __future__ import annotations

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base
from app.models.columns import Tracked, Versioned


class Store(Tracked, Versioned, Base):
    __tablename__ = "stores"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(16), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    timezone: Mapped[str] = mapped_column(String(64))
    location_id: Mapped[str | None] = mapped_column(String(32), unique=True)
    """Crossmark's internal id of the place (`storeID`), not the club number."""
    address: Mapped[str] = mapped_column(String(200), default="")
    opening_hours: Mapped[dict[str, list[str]]] = mapped_column(JSON, default=dict)
    """From and to, as HH:MM, by weekday (Monday "0"); a weekday that is not there is closed. Empty = not known."""
    active: Mapped[bool] = mapped_column(default=True)

    def retire(self) -> bool:
        self.active = False
        return True

"""A backup that was made, and what became of trying it out."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, UtcDateTime
from app.models.columns import Created


class Backup(Created, Base):
    __tablename__ = "backups"

    id: Mapped[int] = mapped_column(primary_key=True)
    file_name: Mapped[str] = mapped_column(String(120), unique=True)
    size: Mapped[int] = mapped_column(BigInteger)
    """Bytes."""
    encrypted: Mapped[bool]
    verified_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When it was last unpacked, opened and compared; a backup counts only then."""
    error: Mapped[str] = mapped_column(Text, default="")
    """Why it is no good."""

"""A file that somebody is importing: its cells as they were read, and how far its import has come."""

from __future__ import annotations

from sqlalchemy import JSON, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base
from app.models.columns import Created


class ImportFile(Created, Base):
    """Working data, removed after some days; what an import wrote is a recorded change of its own."""

    __tablename__ = "import_files"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    """What its rows are: events, employees, time_off or availability."""
    file_name: Mapped[str] = mapped_column(String(120))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    store_id: Mapped[int | None] = mapped_column(ForeignKey("stores.id", ondelete="CASCADE"))
    """The store of rows that name none."""
    rows: Mapped[bytes] = mapped_column(LargeBinary)
    """Cells as text, headings first: JSON, compressed."""
    row_count: Mapped[int]
    mapping: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    """Place of the column for each field."""
    left_out: Mapped[list[int]] = mapped_column(JSON, default=list)
    """Numbers of the rows that are not to be taken over."""
    from_crossmark: Mapped[bool] = mapped_column(default=False)
    """Fetched from there instead of sent as a file."""
    change_id: Mapped[int | None]
    """The change that took the rows over; then the file is done."""

"""Mail to one person: written together with what it tells about, sent by the worker afterwards."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base, UtcDateTime, stored_enum
from app.models.columns import Created
from app.models.employee import Employee
from app.vocabulary import MailState


class Mail(Created, Base):
    """Not a change: that somebody was written to is true whatever is undone later."""

    __tablename__ = "mails"
    __table_args__ = (
        # One mail a person for what changed up to a change, whatever is clicked twice.
        UniqueConstraint("employee_id", "sequence"),
        Index("ix_mails_due", "state", "due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    employee_id: Mapped[int] = mapped_column(ForeignKey("employees.id", ondelete="CASCADE"))
    store_id: Mapped[int] = mapped_column(ForeignKey("stores.id", ondelete="CASCADE"), index=True)
    """Whose managers see what became of it."""
    sequence: Mapped[int]
    """Number of the last change it tells about."""
    address: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    message_id: Mapped[str] = mapped_column(String(200), unique=True)
    """The same whenever it is sent, so that a reader's program shows a second copy as the first."""
    state: Mapped[MailState] = mapped_column(stored_enum(MailState), default=MailState.PENDING)
    tries: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    begun_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the last try began."""
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    error: Mapped[str] = mapped_column(String(300), default="")

    employee: Mapped[Employee] = relationship(lazy="raise")

"""Webhooks: where other programs want to hear of what happens here, and each message that was or is to be sent."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base, UtcDateTime, stored_enum
from app.models.columns import Created, Tracked, Versioned
from app.vocabulary import DeliveryState


class Webhook(Tracked, Versioned, Created, Base):
    __tablename__ = "webhooks"
    # How it went is no decision of a person; that the secret was replaced is recorded, its value is not.
    __untracked__ = frozenset({"secret", "failures", "failing_since", "paused_until"})

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    url: Mapped[str] = mapped_column(String(500))
    events: Mapped[list[str]] = mapped_column(JSON)
    """Values of WebhookEvent."""
    store_id: Mapped[int | None] = mapped_column(ForeignKey("stores.id", ondelete="RESTRICT"))
    """Only what concerns this store; None = every store."""
    active: Mapped[bool] = mapped_column(default=True)
    removed: Mapped[bool] = mapped_column(default=False)
    """Deleted by a person. The row stays, because its deliveries are history."""
    switched_off: Mapped[str] = mapped_column(String(300), default="")
    """Why the product switched it off by itself; empty once a person has looked and switched it on again."""
    secret: Mapped[bytes] = mapped_column(LargeBinary)
    """Encrypted; shown once when it is made."""
    secret_set: Mapped[int] = mapped_column(default=1)
    """Counts how often the secret was replaced, so that the history shows it."""
    failures: Mapped[int] = mapped_column(default=0)
    """In a row."""
    failing_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    paused_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """A receiver in trouble is asked again then, with one message first."""

    def retire(self) -> bool:
        self.removed = True
        return True


class WebhookDelivery(Created, Base):
    """One message to one webhook, written in the transaction of what it tells about."""

    __tablename__ = "webhook_deliveries"
    __table_args__ = (
        Index("ix_webhook_deliveries_due", "state", "next_try_at"),
        Index("ix_webhook_deliveries_webhook", "webhook_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    webhook_id: Mapped[int] = mapped_column(ForeignKey("webhooks.id", ondelete="CASCADE"))
    message_id: Mapped[str] = mapped_column(String(40), unique=True)
    """The same with every try, so that the receiver can tell a repeat."""
    event: Mapped[str] = mapped_column(String(40))
    body: Mapped[str] = mapped_column(Text)
    """Exactly what is sent and signed."""
    state: Mapped[DeliveryState] = mapped_column(stored_enum(DeliveryState), default=DeliveryState.PENDING)
    attempts: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime] = mapped_column(UtcDateTime)
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    fence: Mapped[int] = mapped_column(default=0)
    answered: Mapped[int | None]
    """The status of the last answer; None when there was none."""
    last_error: Mapped[str] = mapped_column(String(300), default="")
    tried_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    delivered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    change_id: Mapped[int | None] = mapped_column(ForeignKey("changes.id", ondelete="RESTRICT"))
    request_id: Mapped[str] = mapped_column(String(64), default="")

    webhook: Mapped[Webhook] = relationship(lazy="raise")

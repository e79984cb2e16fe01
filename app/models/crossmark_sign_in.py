"""A manager's own account at Crossmark. What they change here is sent with it."""

from __future__ import annotations

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base
from app.models.columns import Created, Tracked, Versioned


class CrossmarkSignIn(Tracked, Versioned, Created, Base):
    __tablename__ = "crossmark_sign_ins"
    # That the password was replaced is recorded, its value is not.
    __untracked__ = frozenset({"secret"})

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), unique=True)
    base_url: Mapped[str] = mapped_column(String(300))
    """Where it was entered for: it is never sent to an address that somebody else has put in its place."""
    username: Mapped[str] = mapped_column(String(200))
    secret: Mapped[bytes] = mapped_column(LargeBinary)
    secret_set: Mapped[int] = mapped_column(default=0)
    """Counts how often the password was replaced."""

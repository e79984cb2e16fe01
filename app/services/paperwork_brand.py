"""What stands in the head of every sheet, and the language of those that the whole store reads."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.paperwork.model import Brand
from app.services import settings
from app.wording import SOURCE


def brand(session: Session) -> Brand:
    return Brand(str(settings.read(session).get("brand_name") or "Event team"))


def paper_language(session: Session) -> str:
    """Of sheets that nobody prints by hand, such as the night's packets."""
    return str(settings.read(session).get("paper_language") or SOURCE)

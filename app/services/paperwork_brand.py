"""What stands in the head of every sheet, name and logo, and the language of those that the whole store reads."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.db import transaction
from app.errors import FieldError, Invalid, NotFound
from app.models import BrandLogo
from app.paperwork import logo
from app.paperwork.model import Brand
from app.queries import paperwork as queries
from app.services import changes, settings
from app.services.actors import Actor
from app.vocabulary import Permission
from app.wording import SOURCE, say


def brand(session: Session) -> Brand:
    found = queries.newest_logo(session)
    return Brand(str(settings.read(session).get("brand_name") or "Event team"), found.png if found else None)


def paper_language(session: Session) -> str:
    """Of sheets that nobody prints by hand, such as the night's packets."""
    return str(settings.read(session).get("paper_language") or SOURCE)


def current_logo(session: Session) -> BrandLogo | None:
    return queries.newest_logo(session)


def upload_logo(actor: Actor, *, file_name: str, content: bytes) -> int | None:
    """Check the picture and print it from now on. The id of the change. Opens its own transaction, because the file is
    checked first. Raises Forbidden, and Invalid that says why the picture stays out."""
    actor.require(Permission.EDIT_SETTINGS)
    accepted = logo.accept(content)
    if isinstance(accepted, str):
        raise Invalid(say(accepted), [FieldError("file", say(accepted))])
    with (
        transaction() as session,
        changes.record(
            session, actor, command="upload_logo", summary=f"Uploaded the logo {file_name[-120:]}"
        ) as recording,
    ):
        session.add(
            BrandLogo(
                png=accepted.png,
                width=accepted.width,
                height=accepted.height,
                file_name=file_name[-120:] or "logo",
                uploaded_by=actor.display_name[:120],
            )
        )
    return recording.change_id


def remove_logo(session: Session, actor: Actor) -> int | None:
    """Print without one; the pictures stay for undo. Raises Forbidden, and NotFound when there is none."""
    actor.require(Permission.EDIT_SETTINGS)
    if queries.newest_logo(session) is None:
        raise NotFound(say("There is no logo to take away. Reload the page to see it as it is now."))
    with changes.record(session, actor, command="remove_logo", summary="Took the logo off the paper") as recording:
        for one in queries.active_logos(session):
            one.active = False
    return recording.change_id

"""Product instructions that somebody uploads for one event, in the place of a sales tool or beside it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy.orm import Session

from app.db import transaction
from app.errors import FieldError, Invalid, NotFound
from app.models import Event, EventDocument
from app.paperwork import foreign
from app.paperwork.apart import Limits
from app.paperwork.model import Missing
from app.queries import packets as queries
from app.services import changes, stored_files
from app.services.actors import Actor
from app.vocabulary import Permission
from app.wording import say

LARGEST = Limits(size=10 * 1024 * 1024)


def event(session: Session, actor: Actor, event_id: int) -> Event:
    """Raises NotFound, also for an event of another store."""
    found = session.get(Event, event_id)
    if found is None or not actor.sees_store(found.store_id):
        raise NotFound(say("That event was not found."))
    return found


def of_event(session: Session, actor: Actor, event_id: int) -> Sequence[EventDocument]:
    return queries.documents(session, [event(session, actor, event_id).id])


def upload(actor: Actor, session: Session, *, event_id: int, file_name: str, content: bytes) -> int | None:
    """Check the file and keep a cleaned copy. Opens its own transaction.

    Raises NotFound, and Invalid that says why the file stays out.
    """
    actor.require(Permission.PRINT_PAPERWORK)
    event(session, actor, event_id)
    session.rollback()  # nothing is held open while the file is read
    part = foreign.accept(content, what=file_name, name=file_name, limits=LARGEST)
    if isinstance(part, Missing):
        message = f"{say(part.why)} {say(part.how_to_fix)}"
        raise Invalid(message, [FieldError("file", message)])
    stored = stored_files.write(part.pdf)
    with transaction() as writing:
        found = event(writing, actor, event_id)
        summary = f"Uploaded instructions for {found.name}"
        with changes.record(
            writing, actor, command="upload_document", summary=summary, store_id=found.store_id
        ) as recording:
            writing.add(
                EventDocument(
                    event_id=event_id,
                    file_name=file_name[-120:] or "instructions.pdf",
                    stored_name=stored,
                    pages=part.pages,
                    uploaded_by=actor.display_name[:120],
                )
            )
        return recording.change_id


def remove(session: Session, actor: Actor, *, document_id: int) -> tuple[int, int | None]:
    """Take it out of use; the file stays for undo. The event's id and that of the change. Raises NotFound."""
    actor.require(Permission.PRINT_PAPERWORK)
    document = _find(session, actor, document_id)
    found = event(session, actor, document.event_id)
    summary = f"Took the uploaded instructions {document.file_name} away from {found.name}"
    with changes.record(
        session, actor, command="remove_document", summary=summary, store_id=found.store_id
    ) as recording:
        document.active = False
    return found.id, recording.change_id


def file_of(session: Session, actor: Actor, document_id: int) -> Path:
    """Raises NotFound, also when the file is gone."""
    path = stored_files.find(_find(session, actor, document_id).stored_name)
    if path is None:
        raise NotFound(say("The file is gone. Upload it again."))
    return path


def _find(session: Session, actor: Actor, document_id: int) -> EventDocument:
    document = session.get(EventDocument, document_id)
    if document is None:
        raise NotFound(say("That document was not found."))
    event(session, actor, document.event_id)
    return document

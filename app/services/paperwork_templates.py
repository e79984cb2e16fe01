"""The forms that go into every packet: drawn by the product, uploaded as PDF, or written as HTML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.db import transaction
from app.errors import Conflict, FieldError, Invalid, NotFound, Stale
from app.models import PaperworkTemplate
from app.paperwork import foreign, html_form
from app.paperwork.apart import Limits
from app.paperwork.model import FormLayout, HtmlForm, Missing, PdfPart
from app.queries import paperwork as queries
from app.services import changes, stored_files
from app.services.actors import Actor
from app.vocabulary import Permission
from app.wording import N_, say

CATEGORIES = ("event", "daily")
LARGEST = Limits(size=10 * 1024 * 1024)
_STEP = 10
_STANDARD = (
    (N_("Event table activity log"), "event", FormLayout.ACTIVITY_LOG, "Sanitising, temperatures and preparation."),
    (N_("Daily task checkoff sheet"), "event", FormLayout.CHECKLIST, "What an event specialist checks before leaving."),
    (N_("Juicer compliance checklist"), "daily", FormLayout.JUICER_COMPLIANCE, "Only on days with juicer work."),
    (N_("Juicer daily shift tracker"), "daily", FormLayout.JUICER_TRACKER, "Only on days with juicer work."),
    (N_("Juicer closing checklist"), "daily", FormLayout.JUICER_CLOSING, "Only on days with juicer work."),
)


@dataclass(frozen=True)
class Upload:
    file_name: str
    content: bytes


@dataclass(frozen=True)
class Placed:
    """What is printed onto the form: one of html_form.FIELDS; inches from the left and the top edge of a page."""

    name: str
    page: int
    left: float
    top: float


@dataclass(frozen=True)
class Wanted:
    """A form as somebody typed it. Empty lists mean everywhere."""

    name: str
    category: str
    description: str = ""
    active: bool = True
    event_types: tuple[str, ...] = ()
    store_ids: tuple[int, ...] = ()
    html: str = ""
    fields: tuple[Placed, ...] = ()


def seed_templates(session: Session, actor: Actor) -> int:
    """Add the standard forms that are not there by name; how many were added. Safe to call again."""
    there = queries.template_names(session)
    new = [entry for entry in enumerate(_STANDARD, start=1) if entry[1][0] not in there]
    if not new:
        return 0
    with changes.record(session, actor, command="seed_templates", summary="Added the standard paperwork forms"):
        session.add_all(
            PaperworkTemplate(
                name=name, category=category, layout=layout.value, description=description, display_order=place * _STEP
            )
            for place, (name, category, layout, description) in new
        )
    return len(new)


def find(session: Session, template_id: int) -> PaperworkTemplate:
    template = session.get(PaperworkTemplate, template_id)
    if template is None:
        raise NotFound(say("That form was not found. Reload the list of forms."))
    return template


def add(actor: Actor, wanted: Wanted, *, upload: Upload | None, overwrite: bool = False) -> int | None:
    """The id of the change. Opens its own transaction, because the file is checked first.

    Raises Invalid naming the field, and Conflict when the name is taken and `overwrite` was not said.
    """
    actor.require(Permission.EDIT_SETTINGS)
    if upload is None and not wanted.html.strip():
        raise _wrong("file", say("Choose a PDF, or write the form as HTML."))
    part = _checked(wanted, upload)
    stored = stored_files.write(part.pdf) if upload and part else None
    with transaction() as session:
        there = queries.template_named(session, wanted.name)
        if there is not None and not overwrite:
            raise Conflict(
                say(
                    "There is a form called %(wanted)s already. Tick “Replace it”, or choose another name.",
                    wanted=wanted.name,
                )
            )
        summary = f"{'Replaced' if there else 'Added'} the form {wanted.name}"
        with changes.record(session, actor, command="save_template", summary=summary) as recording:
            template = there or PaperworkTemplate(display_order=queries.last_template_order(session) + _STEP)
            _put(template, wanted)
            _put_content(template, wanted, upload, part, stored)
            session.add(template)
        return recording.change_id


def edit(actor: Actor, template_id: int, wanted: Wanted, *, version: int, upload: Upload | None) -> int | None:
    """As add(), for a form that exists; without a new file the old one stays. Raises Stale, too."""
    actor.require(Permission.EDIT_SETTINGS)
    part = _checked(wanted, upload)
    stored = stored_files.write(part.pdf) if upload and part else None
    with transaction() as session:
        template = find(session, template_id)
        if template.version != version:
            raise Stale(say("Somebody else changed this form meanwhile. Reload to see it, then try again."))
        same = queries.template_named(session, wanted.name)
        if same is not None and same.id != template_id:
            raise _wrong("name", say("Another form has this name."))
        with changes.record(
            session, actor, command="save_template", summary=f"Changed the form {wanted.name}"
        ) as recording:
            _put(template, wanted)
            if upload or (wanted.html and not template.layout):
                _put_content(template, wanted, upload, part, stored)
        return recording.change_id


def move(session: Session, actor: Actor, *, ids: Sequence[int]) -> int | None:
    """Put the forms into this order; those that are not named come after. The id of the change."""
    actor.require(Permission.EDIT_SETTINGS)
    templates = {template.id: template for template in queries.all_templates(session)}
    order = [*dict.fromkeys(one for one in ids if one in templates)]
    order += [one for one in templates if one not in order]
    with changes.record(
        session, actor, command="order_templates", summary="Changed the order of the forms"
    ) as recording:
        for place, template_id in enumerate(order, start=1):
            templates[template_id].display_order = place * _STEP
    return recording.change_id


def switch(session: Session, actor: Actor, *, template_id: int, active: bool) -> int | None:
    actor.require(Permission.EDIT_SETTINGS)
    template = find(session, template_id)
    summary = f"Switched the form {template.name} {'on' if active else 'off'}"
    with changes.record(session, actor, command="switch_template", summary=summary) as recording:
        template.active = active
    return recording.change_id


def _checked(wanted: Wanted, upload: Upload | None) -> PdfPart | None:
    """Raises Invalid, naming the field, for anything that could not be printed."""
    if wanted.category not in CATEGORIES:
        raise _wrong("category", say("Choose whether it goes with each event or with the day."))
    if upload is not None:
        part = foreign.accept(upload.content, what=wanted.name, name=wanted.name, limits=LARGEST)
        return _accepted(part, "file", say("Choose another copy of it: a PDF of at most 10 MB without a password."))
    if not wanted.html.strip():
        return None
    if len(wanted.html) > html_form.LONGEST:
        raise _wrong("html", say("Use at most %(most)s characters.", most=html_form.LONGEST))
    strange = html_form.unknown_fields(wanted.html)
    if strange:
        raise _wrong(
            "html",
            say(
                "Nobody fills in %(strange)s. Use %(fields)s.",
                strange=", ".join(strange),
                fields=", ".join(html_form.FIELDS),
            ),
        )
    return _accepted(html_form.accept(HtmlForm(wanted.html), wanted.name), "html")


def _accepted(found: PdfPart | Missing, field: str, how_to_fix: str = "") -> PdfPart:
    if isinstance(found, Missing):
        raise _wrong(field, f"{say(found.why)} {how_to_fix or say(found.how_to_fix)}")
    return found


def _wrong(field: str, message: str) -> Invalid:
    return Invalid(message, [FieldError(field, message)])


def _put(template: PaperworkTemplate, wanted: Wanted) -> None:
    template.name, template.category, template.description = wanted.name, wanted.category, wanted.description
    template.active = wanted.active
    template.event_types, template.store_ids = list(wanted.event_types), list(wanted.store_ids)
    template.fields = [{"name": one.name, "page": one.page, "left": one.left, "top": one.top} for one in wanted.fields]


def _put_content(
    template: PaperworkTemplate, wanted: Wanted, upload: Upload | None, part: PdfPart | None, stored: str | None
) -> None:
    """The older file is thinned out only a day later, so that undo can bring it back until then."""
    template.layout = None
    template.pages = part.pages if part else 0
    template.stored_name = stored
    template.file_name = upload.file_name[-120:] if upload else ""
    template.html = None if upload else wanted.html

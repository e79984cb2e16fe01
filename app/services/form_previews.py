"""How a paperwork form looks before anything is filled in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.errors import NotFound
from app.formatting import wall_time
from app.models import PaperworkTemplate
from app.models.columns import utc_now
from app.paperwork import html_form
from app.paperwork.binder import publish
from app.paperwork.forms import form_sheet
from app.paperwork.model import DayPaperwork, FormLayout, HtmlForm, Missing
from app.paperwork.sheet import Masthead
from app.paperwork.stamps import Imprint
from app.queries import paperwork as queries
from app.services import stored_files
from app.services.paperwork_brand import brand
from app.wording import say


@dataclass(frozen=True)
class Listed:
    """`is_gone` for an uploaded form whose file is no longer there."""

    template: PaperworkTemplate
    kind: str
    is_gone: bool


def listed(session: Session) -> Sequence[Listed]:
    return [_listed(template) for template in queries.all_templates(session)]


def _listed(template: PaperworkTemplate) -> Listed:
    if template.layout:
        return Listed(template, "drawing", is_gone=False)
    if template.html:
        return Listed(template, "html", is_gone=False)
    return Listed(template, "pdf", is_gone=stored_files.find(template.stored_name) is None)


def preview(session: Session, template: PaperworkTemplate) -> bytes:
    """Raises NotFound when there is nothing to show."""
    if template.layout:
        return _drawing(session, FormLayout(template.layout))
    if template.html:
        drawn = html_form.accept(HtmlForm(template.html), template.name)
        if isinstance(drawn, Missing):
            raise NotFound(f"{say(drawn.why)} {say(drawn.how_to_fix)}")
        return drawn.pdf
    path = stored_files.find(template.stored_name)
    if path is None:
        raise NotFound(say("The file of this form is gone. Upload it again."))
    return path.read_bytes()


def _drawing(session: Session, layout: FormLayout) -> bytes:
    head = brand(session)
    now = wall_time(utc_now(), "UTC")
    sheet = form_sheet(layout, DayPaperwork(now.date(), "", "", now, head))
    imprint = Imprint(sheet.title, head.name, sheet.title, "", now)
    return publish([sheet], Masthead(head, ""), imprint)

"""The printed day as plain values: what is there, and for everything that is not, why and what to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from sqlalchemy.orm import Session

from app.formatting import wall_time
from app.models import EdrReport, Event, EventDocument, PaperworkTemplate, Schedule
from app.paperwork.model import (
    Age,
    BundlePart,
    DayPaperwork,
    EdrData,
    EdrItem,
    EdrLayout,
    EventBundle,
    Finding,
    FormLayout,
    FormTemplate,
    HtmlForm,
    Missing,
    PacketOptions,
    PdfPart,
    PlacedField,
    Rotation,
    ScheduleLine,
    UpcMode,
)
from app.services import check_in, daily_audit, sales_tools, stored_files
from app.services.actors import system_actor
from app.services.paperwork_findings import ROTATION_WORDS, printed
from app.services.paperwork_rows import DayRows, read_day
from app.vocabulary import EventSubtype, EventType, RotationKind, ScheduleStatus, Title
from app.wording import N_, say

_EDR, _SALES_TOOL = "EDR", N_("Sales tool")
_BUILD_IT_AGAIN = N_("Build the packet again to fetch it anew, or ask Crossmark for another copy.")
_SIGN_IN = N_("Sign in at Walmart on the Paperwork page, then build the packet again.")
_STATUS_NOTES = {
    ScheduleStatus.DRAFT: N_("Draft: not published yet"),
    ScheduleStatus.CONFLICT: N_("Conflict: see the audit findings on the cover"),
}


def gather(
    session: Session,
    *,
    day: date,
    store_id: int,
    base_url: str = "",
    edr_troubles: Mapping[str, str] | None = None,
) -> DayPaperwork:
    """The day of one store. `base_url` is where the QR codes lead; without it none is printed. Raises NotFound."""
    rows = read_day(session, day=day, store_id=store_id, base_url=base_url, edr_troubles=edr_troubles)
    audited = daily_audit.look(session, system_actor("upkeep"), store_id=store_id, first=day)
    return arrange(rows, printed(audited))


def arrange(rows: DayRows, findings: tuple[Finding, ...]) -> DayPaperwork:
    per_event = [(one.event_types, _template(one)) for one in _meant(rows) if one.category == "event"]
    return DayPaperwork(
        date=rows.day,
        store_name=rows.store.name,
        store_number=rows.store.number,
        built_at=wall_time(rows.read_at, rows.zone),
        brand=rows.brand,
        lines=tuple(_line(rows, booking) for booking in rows.bookings),
        bundles=tuple(_bundle(rows, booking, key, per_event) for booking, key in _keyed(rows.core)),
        daily_templates=tuple(_daily_templates(rows)),
        rotations=tuple(_rotation(rows, kind) for kind in RotationKind),
        supervisor=_supervisor(rows),
        findings=findings,
        options=_options(rows.settings),
        waivers=rows.waivers,
    )


def _keyed(bookings: Iterable[Schedule]) -> Iterator[tuple[Schedule, str]]:
    """With a key that stays when person or time change; an event of several people has a set for each."""
    seen: Counter[int] = Counter()
    for booking in bookings:
        seen[booking.event_id] += 1
        number = seen[booking.event_id]
        yield booking, f"event {booking.event_id}" + (f" no. {number}" if number > 1 else "")


def _line(rows: DayRows, booking: Schedule) -> ScheduleLine:
    event = booking.event
    return ScheduleLine(
        start=rows.wall(booking.starts_at),
        end=rows.wall(booking.ends_at),
        lunch=rows.lunch(booking),
        employee=rows.name(booking.employee),
        event_name=event.name,
        event_type=event.type.value,
        event_number=event.event_number or "",
        section=event.subtype.value if event.subtype is EventSubtype.JUICER_PRODUCTION else "",
        note=_STATUS_NOTES.get(booking.status, ""),
    )


def _bundle(
    rows: DayRows, booking: Schedule, key: str, templates: Sequence[tuple[list[str], FormTemplate]]
) -> EventBundle:
    event = booking.event
    own = tuple(template for types, template in templates if not types or event.type.value in types)
    return EventBundle(
        event_number=event.event_number or "",
        event_name=event.name,
        event_type=event.type.value,
        employee=rows.name(booking.employee),
        start=rows.wall(booking.starts_at),
        end=rows.wall(booking.ends_at),
        lunch=rows.lunch(booking),
        edr=_edr(rows, event),
        sales_tools=_sales_tools(rows, event),
        templates=own,
        event_url=f"{rows.base_url}/events/{event.id}" if rows.base_url else "",
        language=booking.employee.locale,
        check_in_url=check_in.address(rows.base_url, booking.id, rows.day),
        event_id=event.id,
        key=key,
    )


def _edr(rows: DayRows, event: Event) -> EdrData | Missing:
    number = event.event_number
    if not number:
        why = N_("The event has no six-digit number, so its report cannot be found.")
        return Missing(_EDR, why, N_("Correct the event's number, then build the packet again."))
    report = rows.reports.get(number)
    if report is None:
        return _no_report(rows, number)
    return edr_data(report, rows.zone)


def edr_data(report: EdrReport, zone: str) -> EdrData:
    """A kept report as it is printed; its age is told in the time of the zone."""
    items = tuple(
        EdrItem(item.item_number, item.gtin, item.description, item.department, item.vendor, item.featured)
        for item in report.items
    )
    return EdrData(
        event_number=report.event_number,
        event_name=report.name,
        event_date=report.event_date,
        class_label=report.class_label,
        status_label=report.status_label,
        locked=report.locked,
        items=items,
        preparation=report.preparation,
        portion=report.portion,
        age=Age(N_("EDR data of %(moment)s"), wall_time(report.fetched_at, zone)),
    )


def _no_report(rows: DayRows, number: str) -> Missing:
    trouble = rows.edr_troubles.get(number)
    if trouble:
        return Missing(_EDR, trouble, N_("Check the event number at Walmart, or sign in there again and rebuild."))
    if rows.signed_in:
        return Missing(
            _EDR, N_("The report was not fetched from Walmart yet."), N_("Build the packet: it fetches the report.")
        )
    return Missing(_EDR, N_("The report was never fetched, and nobody is signed in at Walmart."), _SIGN_IN)


def _sales_tools(rows: DayRows, event: Event) -> tuple[PdfPart | Missing, ...]:
    uploaded = [_uploaded(rows, document) for document in rows.documents.get(event.id, ())]
    fetched = [_sales_tool(rows, event.id, url) for url in event.sales_tool_urls]
    if uploaded:
        # Uploaded in the place of what could not be fetched.
        return (*(tool for tool in fetched if isinstance(tool, PdfPart)), *uploaded)
    if not fetched:
        why = N_("Crossmark names no product instructions for this event.")
        return (Missing(_SALES_TOOL, why, N_("Ask Crossmark for them, or upload the instructions to the event.")),)
    return tuple(fetched)


def _uploaded(rows: DayRows, document: EventDocument) -> PdfPart | Missing:
    path = stored_files.find(document.stored_name)
    if path is None:
        why = N_("The file that was uploaded is gone.")
        return Missing(_SALES_TOOL, why, N_("Upload it to the event again."))
    age = Age(N_("uploaded by %(who)s, %(moment)s"), rows.at(document.created_at), document.uploaded_by)
    return PdfPart(path.read_bytes(), document.pages, document.file_name, age)


def _sales_tool(rows: DayRows, event_id: int, url: str) -> PdfPart | Missing:
    if len(url) > sales_tools.LONGEST_URL:
        why = N_("The document's address is too long to be right.")
        return Missing(_SALES_TOOL, why, N_("Ask Crossmark to correct it."))
    tool = rows.tools.get((event_id, url))
    if tool is None:
        why = N_("The document was not fetched from Crossmark yet.")
        return Missing(_SALES_TOOL, why, N_("Build the packet: it fetches the document."))
    path = stored_files.find(tool.stored_name)
    if path is not None:
        age = Age(N_("fetched %(moment)s"), rows.at(tool.fetched_at))
        return PdfPart(path.read_bytes(), tool.pages, url.rsplit("/", 1)[-1], age)
    return Missing(_SALES_TOOL, tool.error or N_("The stored document is gone."), _BUILD_IT_AGAIN)


def _template(template: PaperworkTemplate) -> FormTemplate:
    if template.layout:
        return FormTemplate(template.name, _drawn(template))
    if template.html:
        return FormTemplate(template.name, HtmlForm(template.html))
    path = stored_files.find(template.stored_name)
    if path is None:
        why = N_("The file of this form is gone.")
        return FormTemplate(
            template.name, Missing(template.name, why, N_("Upload the form again on the page of forms."))
        )
    # What lies here was let in and cleaned when it was uploaded.
    part = PdfPart(path.read_bytes(), template.pages, template.name)
    fields = tuple(PlacedField(one["name"], one["page"], one["left"], one["top"]) for one in template.fields)
    return FormTemplate(template.name, part, fields)


def _drawn(template: PaperworkTemplate) -> FormLayout | Missing:
    try:
        return FormLayout(template.layout or "")
    except ValueError:
        why = N_("This version of the product cannot draw this form.")
        return Missing(template.name, why, N_("Choose another form in Settings."))


def _meant(rows: DayRows) -> list[PaperworkTemplate]:
    """Forms in use in this store."""
    return [one for one in rows.templates if not one.store_ids or rows.store.id in one.store_ids]


def _daily_templates(rows: DayRows) -> Iterator[FormTemplate]:
    """The juice station's sheets only on days on which somebody juices."""
    juices = any(booking.event.type is EventType.JUICER for booking in rows.bookings)
    for template in _meant(rows):
        is_juicer = (template.layout or "").startswith("juicer")
        if template.category == "daily" and (juices or not is_juicer):
            yield _template(template)


def _rotation(rows: DayRows, kind: RotationKind) -> Rotation:
    exception = rows.exceptions.get(kind)
    person = rows.on_duty(kind)
    note = say("instead of the usual person: %(reason)s", reason=exception[1]) if exception and exception[1] else ""
    if person is not None and rows.is_away(person.id):
        note = say("off that day")
    return Rotation(ROTATION_WORDS[kind], rows.name(person) if person else "", note)


def _supervisor(rows: DayRows) -> str:
    """Who checks in on the demos; else the leading person at work; else whoever leads by rotation."""
    checking = [rows.name(b.employee) for b in rows.bookings if b.event.type is EventType.SUPERVISOR]
    if checking:
        return ", ".join(sorted(set(checking)))
    for title in (Title.CLUB_SUPERVISOR, Title.LEAD):
        leading = sorted({rows.name(b.employee) for b in rows.bookings if b.employee.title is title})
        if leading:
            return leading[0]
    person = rows.on_duty(RotationKind.PRIMARY_LEAD)
    return rows.name(person) if person else ""


def _options(settings: Mapping[str, object]) -> PacketOptions:
    order = settings.get("bundle_order")
    standard = PacketOptions()
    return PacketOptions(
        cover=bool(settings.get("packet_cover", standard.cover)),
        two_sided=bool(settings.get("packet_two_sided", standard.two_sided)),
        bundle_order=tuple(BundlePart(part) for part in order) if isinstance(order, list) else standard.bundle_order,
        edr_layout=EdrLayout(str(settings.get("edr_layout") or standard.edr_layout)),
        upc_mode=UpcMode(str(settings.get("upc_check_digit_mode") or standard.upc_mode)),
        items_group_by_event=bool(settings.get("items_group_by_event", standard.items_group_by_event)),
        items_show_numbers=bool(settings.get("items_show_numbers", standard.items_show_numbers)),
        schedule_show_lunch=bool(settings.get("schedule_show_lunch", standard.schedule_show_lunch)),
        schedule_show_end=bool(settings.get("schedule_show_end", standard.schedule_show_end)),
    )

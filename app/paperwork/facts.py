"""What each section of the packet says, short enough to keep, so that a later print can be compared with it.

Nothing here depends on when a packet was built, only on what its pages tell.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from app.formatting import clock
from app.paperwork import labels
from app.paperwork.house import clean
from app.paperwork.item_numbers import listed_items
from app.paperwork.model import (
    BundlePart,
    DayPaperwork,
    EdrData,
    EventBundle,
    FormLayout,
    FormTemplate,
    HtmlForm,
    Missing,
    PdfPart,
    ScheduleLine,
)
from app.wording import LANGUAGES, SOURCE, speaking

SCHEDULE_KEY, ITEMS_KEY = "schedule", "items"
DIGEST_SIGN = "#"
"""Stands before a value that only says whether two texts or files are the same."""

Facts = dict[str, str]


@dataclass(frozen=True)
class Section:
    """`where` is empty for a document of the whole day."""

    key: str
    title: str
    where: str
    facts: Facts


def edr_key(bundle: EventBundle) -> str:
    return f"{bundle.set_key}/edr"


def tool_key(bundle: EventBundle, number: int) -> str:
    return f"{bundle.set_key}/tool {number}"


def form_key(name: str, bundle: EventBundle | None = None) -> str:
    return f"{bundle.set_key}/form {name}" if bundle else f"form {name}"


def sections(day: DayPaperwork) -> list[Section]:
    """Every section that the packet of this day holds, waived ones left out; in words that can be stored, the same
    whoever reads them."""
    with speaking(SOURCE):
        return [_storable(section) for section in _sections(day)]


def _storable(section: Section) -> Section:
    told = {clean(name): clean(value) for name, value in section.facts.items()}
    return Section(clean(section.key), clean(section.title), clean(section.where), told)


def _sections(day: DayPaperwork) -> Iterator[Section]:
    yield Section(SCHEDULE_KEY, labels.DAILY_SCHEDULE, "", _schedule(day))
    yield Section(ITEMS_KEY, labels.ITEM_NUMBERS, "", _items(day))
    for bundle in day.bundles:
        yield from _of_set(day, bundle)
    for template in day.daily_templates:
        key = form_key(template.name)
        if not _is_waived(day, key, template.content):
            yield Section(key, template.name, "", _form(template))


def where(bundle: EventBundle) -> str:
    return f"{bundle.label[:90]} · {bundle.employee or labels.NOT_ASSIGNED}"


def digest(*parts: object) -> str:
    data = "\x1f".join(part.hex() if isinstance(part, bytes) else str(part) for part in parts)
    return DIGEST_SIGN + hashlib.sha256(data.encode(errors="backslashreplace")).hexdigest()[:12]


def _is_waived(day: DayPaperwork, key: str, content: object) -> bool:
    return isinstance(content, Missing) and (key in day.waivers or bool(content.waived_by))


def _of_set(day: DayPaperwork, bundle: EventBundle) -> Iterator[Section]:
    place = where(bundle)
    for kind in day.options.bundle_order:
        for key, title, content, told in _parts(day, bundle, kind):
            if not _is_waived(day, key, content):
                yield Section(key, title, place, told)


def _parts(day: DayPaperwork, bundle: EventBundle, kind: BundlePart) -> Iterator[tuple[str, str, object, Facts]]:
    match kind:
        case BundlePart.EDR:
            yield edr_key(bundle), labels.EDR, bundle.edr, _edr(day, bundle)
        case BundlePart.SALES_TOOL:
            for number, tool in enumerate(bundle.sales_tools, start=1):
                yield tool_key(bundle, number), labels.SALES_TOOL, tool, _foreign(tool)
        case BundlePart.TEMPLATES:
            for one in bundle.templates:
                yield form_key(one.name, bundle), one.name, one.content, _form(one) | _prefilled(bundle)


def _schedule(day: DayPaperwork) -> Facts:
    duties = {rotation.label: rotation.employee or labels.NOBODY for rotation in day.rotations}
    head = {labels.SUPERVISOR_OF_DAY: day.supervisor} if day.supervisor else {}
    return {**head, **duties, **{_line_name(line): _line_detail(line) for line in day.lines}}


def _line_name(line: ScheduleLine) -> str:
    return f"{clock(line.start)} {line.employee}, {line.event_name[:60]}"


def _line_detail(line: ScheduleLine) -> str:
    return digest(line.end, line.lunch, line.event_name, line.event_number, line.section, line.note)


def _items(day: DayPaperwork) -> Facts:
    options = day.options
    listed = listed_items(day.bundles)
    found = {f"item {one.item.item_number}": digest(one.item, one.event_number, options.upc_mode) for one in listed}
    if options.items_group_by_event:
        found["layout"] = "by event"
    return found


def _edr(day: DayPaperwork, bundle: EventBundle) -> Facts:
    if isinstance(bundle.edr, Missing):
        return {labels.FACT_STATE: labels.FACT_MISSING, **_prefilled(bundle)}
    return {**_report(bundle.edr), **_prefilled(bundle), "layout": day.options.edr_layout.value}


def _report(report: EdrData) -> Facts:
    return {
        labels.FACT_NAME: report.event_name[:80],
        labels.FACT_STATUS: report.status_label,
        labels.FACT_LOCKED: labels.YES if report.locked else labels.NO,
        labels.FACT_ITEMS: digest(*report.items),
        labels.FACT_INSTRUCTIONS: digest(report.preparation, report.portion),
        labels.FACT_TYPE: report.class_label,
        labels.FACT_DATE: str(report.event_date or ""),
    }


def _foreign(content: PdfPart | Missing) -> Facts:
    if isinstance(content, Missing):
        return {labels.FACT_STATE: labels.FACT_MISSING}
    return {labels.FACT_FILE: content.source or digest(content.pdf)}


def _form(template: FormTemplate) -> Facts:
    content = template.content
    if isinstance(content, FormLayout):
        return {labels.FACT_FORM: content.value}
    if isinstance(content, HtmlForm):
        return {labels.FACT_FILE: digest(content.html)}
    return _foreign(content) | ({labels.FACT_FORM: digest(*template.fields)} if template.fields else {})


def _prefilled(bundle: EventBundle) -> Facts:
    """What our sheets of a set have printed on them by hand of the product."""
    times = [clock(moment) for moment in (bundle.start, bundle.end) if moment]
    lunch = f", {clock(bundle.lunch.start)}" if bundle.lunch else ""
    language = (
        {labels.FACT_LANGUAGE: LANGUAGES.get(bundle.language, bundle.language)} if bundle.language != "en" else {}
    )
    return {
        labels.FACT_PERSON: bundle.employee or labels.NOT_ASSIGNED,
        labels.FACT_TIME: " - ".join(times) + lunch,
        labels.FACT_EVENT: bundle.label[:90],
        **language,
    }

"""The cover: what is in the packet, how old it is, what is missing and why, and what the audit found."""

from __future__ import annotations

from collections.abc import Sequence

from reportlab.lib.enums import TA_CENTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, KeepTogether, Paragraph, Table, TableStyle

from app.formatting import clock, long_date, weekday
from app.paperwork import labels
from app.paperwork.house import (
    ALERT,
    ALERT_TEXT,
    ALERT_TINT,
    BLUE_TINT,
    BODY,
    BODY_BOLD,
    BOLD,
    CENTRED,
    DARK_BLUE,
    GRID,
    HEADING,
    LARGE,
    SMALL,
    SUBTITLE,
    cell,
    gap,
    grid_table,
    head_row,
    labelled,
    markup,
    section,
    shorten,
    text,
)
from app.paperwork.item_numbers import listed_items
from app.paperwork.model import DayPaperwork, EventBundle, Finding, FindingLevel, Part, PartKind
from app.paperwork.sheet import Sheet
from app.wording import say

_WIDTH = 525.6
_WEEKDAY = ParagraphStyle("cover-weekday", BODY, fontName=BOLD, fontSize=38, leading=44, textColor=DARK_BLUE)
_DATE = ParagraphStyle("cover-date", BODY, fontSize=21, leading=26, textColor=DARK_BLUE)
_STORE = ParagraphStyle("cover-store", BODY, fontName=BOLD, fontSize=15, leading=20)
_FIGURE = ParagraphStyle(
    "cover-figure", BODY, fontName=BOLD, fontSize=22, leading=26, alignment=TA_CENTER, textColor=DARK_BLUE
)
_UNIT = ParagraphStyle("cover-unit", SMALL, alignment=TA_CENTER)
_BANNER = ParagraphStyle("cover-banner", LARGE, fontName=BOLD, fontSize=12, leading=16)
_STATE = ParagraphStyle("cover-state", BODY, fontSize=8.5, leading=10.5)


def sheet(day: DayPaperwork, manifest: Sequence[Part]) -> Sheet:
    story: list[Flowable] = [
        *_title(day),
        gap(10),
        _counts(day, manifest),
        gap(8),
        _banner(manifest),
        gap(2),
        *_duties(day),
        *_findings_headline(day.findings),
        *_event_sets(day, manifest),
        *_day_parts(manifest),
        *_missing_parts(manifest, day),
        *_findings(day.findings),
    ]
    return Sheet(say(labels.COVER), story)


def _title(day: DayPaperwork) -> list[Flowable]:
    return [
        text(say(labels.COVER_TITLE), SUBTITLE),
        text(weekday(day.date), _WEEKDAY),
        text(long_date(day.date), _DATE),
        gap(4),
        text(day.store, _STORE),
    ]


def _counts(day: DayPaperwork, manifest: Sequence[Part]) -> Table:
    figures = (
        (len(day.lines), labels.COUNT_EVENTS),
        (len({line.employee for line in day.lines}), labels.COUNT_PEOPLE),
        (len(day.bundles), labels.COUNT_SETS),
        (len(listed_items(day.bundles)), labels.COUNT_ITEMS),
        (len(_missing(manifest)), labels.COUNT_MISSING),
    )
    row = [[text(str(count), _FIGURE), text(say(unit), _UNIT)] for count, unit in figures]
    table = Table([row], colWidths=[_WIDTH / len(figures)] * len(figures))
    table.setStyle(
        TableStyle(
            [
                ("BOX", (0, 0), (-1, -1), 0.8, GRID),
                ("INNERGRID", (0, 0), (-1, -1), 0.8, GRID),
                ("BACKGROUND", (0, 0), (-1, -1), BLUE_TINT),
                ("TOPPADDING", (0, 0), (-1, -1), 5),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 7),
            ]
        )
    )
    return table


def _missing(manifest: Sequence[Part]) -> list[Part]:
    return [part for part in manifest if part.state == "missing"]


def _banner(manifest: Sequence[Part]) -> Table:
    missing = len(_missing(manifest))
    waived = sum(part.state == "waived" for part in manifest)
    if missing:
        wording = say(labels.NOT_READY_ONE) if missing == 1 else say(labels.NOT_READY, missing=missing)
        line, tint = ALERT, ALERT_TINT
    elif waived:
        wording, line, tint = say(labels.READY_WAIVED, waived=waived), DARK_BLUE, BLUE_TINT
    else:
        wording, line, tint = say(labels.READY), DARK_BLUE, BLUE_TINT
    table = Table([[text(wording, ParagraphStyle("banner", _BANNER, textColor=line))]], colWidths=[_WIDTH])
    table.setStyle(
        TableStyle(
            [
                ("BACKGROUND", (0, 0), (-1, -1), tint),
                ("LINEBEFORE", (0, 0), (0, -1), 5, line),
                ("LEFTPADDING", (0, 0), (-1, -1), 12),
                ("TOPPADDING", (0, 0), (-1, -1), 6),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 8),
            ]
        )
    )
    return table


def _duties(day: DayPaperwork) -> list[Flowable]:
    duties = [(labels.SUPERVISOR_OF_DAY, day.supervisor, "")] if day.supervisor else []
    duties += [(rotation.label, rotation.employee or say(labels.NOBODY), rotation.note) for rotation in day.rotations]
    if not duties:
        return []
    lines = [
        labelled(f"{say(label)}:", f"{person}  ({note})" if note else person, LARGE) for label, person, note in duties
    ]
    return [text(say(labels.ROTATIONS), HEADING), *lines]


def _findings_headline(findings: Sequence[Finding]) -> list[Flowable]:
    critical = sum(finding.level is FindingLevel.CRITICAL for finding in findings)
    if not critical:
        return []
    return [gap(4), text(say(labels.CRITICAL_FINDINGS, count=critical), ALERT_TEXT)]


def _event_sets(day: DayPaperwork, manifest: Sequence[Part]) -> list[Flowable]:
    title = section(say(labels.CONTENTS))
    if not day.bundles:
        return [*title, text(say(labels.NO_SETS))]
    rows = [_set_row(bundle, [part for part in manifest if part.bundle == at]) for at, bundle in enumerate(day.bundles)]
    widths = [60, _WIDTH - 60 - 100 - 100 - 84 - 48, 100, 100, 84, 48]
    return [*title, grid_table(head_row(labels.CONTENTS_HEAD, centred=(0, 5)), rows, widths)]


def _set_row(bundle: EventBundle, parts: Sequence[Part]) -> list[Flowable | str]:
    pages = [part.first_page for part in parts if part.first_page]
    person = markup(shorten(bundle.employee or say(labels.NOT_ASSIGNED), 80))
    event = markup(shorten(bundle.label, 120))
    reports = [part for part in parts if part.kind is PartKind.EDR]
    tools = [part for part in parts if part.kind is PartKind.SALES_TOOL]
    forms = [part for part in parts if part.kind is PartKind.FORM]
    return [
        text(clock(bundle.start) if bundle.start else "", CENTRED),
        Paragraph(f'{event}<br/><font name="{BOLD}" color="#2E4C73">{person}</font>', _STATE),
        _states(reports),
        _states(tools),
        _states(forms, named=True),
        text(str(min(pages)) if pages else "", CENTRED),
    ]


def _states(parts: Sequence[Part], *, named: bool = False) -> list[Flowable]:
    if not parts:
        return [text(say(labels.NONE), _STATE)]
    if named and all(part.present for part in parts):
        return [text(say(labels.ALL_FORMS, count=len(parts)), _STATE)]
    return [_state(part, named=named) for part in parts]


def _state(part: Part, *, named: bool) -> Paragraph:
    """Sign and word; colour only repeats them."""
    name = f"{markup(shorten(part.name, 40))}: " if named else ""
    if part.present:
        return Paragraph(f"{name}{say(labels.IN_PACKET)}{_small(part.age.said() if part.age else '')}", _STATE)
    if part.waived_by:
        return Paragraph(f"{name}{markup(say(labels.WAIVED, name=shorten(part.waived_by, 120)))}", _STATE)
    missing = f'<font name="{BOLD}" color="#A3261B">{say(labels.MISSING)}</font>'
    return Paragraph(f"{name}{missing}{_small(shorten(say(part.why), 90))}", _STATE)


def _small(wording: str) -> str:
    return f'<br/><font size="7.5" color="#5B6470">{markup(wording)}</font>' if wording else ""


def _day_parts(manifest: Sequence[Part]) -> list[Flowable]:
    parts = [part for part in manifest if part.bundle is None]
    rows = [
        [cell(part.name, BODY_BOLD), _state(part, named=False), text(str(part.first_page or ""), CENTRED)]
        for part in parts
    ]
    table = grid_table(head_row(labels.DAY_PARTS_HEAD, centred=(2,)), rows, [_WIDTH - 262, 214, 48])
    return [KeepTogether([text(say(labels.DAY_PARTS), HEADING), table])]


def _missing_parts(manifest: Sequence[Part], day: DayPaperwork) -> list[Flowable]:
    rows = [
        [_which(part, day), cell(say(part.why)), cell(say(part.how_to_fix) if part.how_to_fix else "")]
        for part in _missing(manifest)
    ]
    if not rows:
        return []
    table = grid_table(head_row(labels.MISSING_HEAD), rows, [150, 190, _WIDTH - 340])
    return [*section(say(labels.MISSING_PARTS)), table]


def _which(part: Part, day: DayPaperwork) -> Paragraph:
    name = f'<font name="{BOLD}">{markup(shorten(part.name, 80))}</font>'
    if part.bundle is None:
        return Paragraph(name, BODY)
    bundle = day.bundles[part.bundle]
    return Paragraph(f"{name}{_small(shorten(bundle.label, 90))}", BODY)


def _findings(findings: Sequence[Finding]) -> list[Flowable]:
    title = section(say(labels.FINDINGS))
    if not findings:
        return [*title, text(say(labels.NO_FINDINGS))]
    rows = [
        [text(say(labels.LEVELS[finding.level]), _level_style(finding.level)), cell(finding.text), cell(finding.fix)]
        for finding in findings
    ]
    return [*title, grid_table(head_row(labels.FINDINGS_HEAD), rows, [74, 240, _WIDTH - 314])]


def _level_style(level: FindingLevel) -> ParagraphStyle:
    return ALERT_TEXT if level is FindingLevel.CRITICAL else BODY_BOLD

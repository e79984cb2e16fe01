"""The daily schedule: who works when on what, with a box to tick as people arrive."""

from __future__ import annotations

from collections.abc import Iterable

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, Paragraph

from app.formatting import clock, long_day
from app.paperwork import labels
from app.paperwork.house import (
    BODY,
    BODY_BOLD,
    BOLD,
    CENTRED,
    DARK_BLUE,
    SMALL,
    band_style,
    cell,
    gap,
    grid_table,
    head_row,
    heading_block,
    labelled,
    markup,
    shorten,
    text,
)
from app.paperwork.marks import TickBox
from app.paperwork.model import DayPaperwork, Lunch, ScheduleLine
from app.paperwork.sheet import Sheet
from app.wording import say

_SECTION_ORDER = ("Core", "Juicer", "Supervisor", "Freeosk", "Digitals", "Other")
_TIME = ParagraphStyle("schedule-time", CENTRED, fontName=BOLD, fontSize=10.5, leading=13)
_EMPLOYEE = ParagraphStyle("schedule-employee", BODY, fontName=BOLD, fontSize=10.5, leading=13, textColor=DARK_BLUE)
_SECTION = ParagraphStyle("schedule-section", BODY_BOLD, textColor=DARK_BLUE)


def sheet(day: DayPaperwork) -> Sheet:
    story = heading_block(say(labels.DAILY_SCHEDULE), f"{long_day(day.date)}  ·  {day.store}")
    story += _duty_lines(day)
    if not day.lines:
        return Sheet(say(labels.DAILY_SCHEDULE), [*story, text(say(labels.SCHEDULE_EMPTY))])
    people = len({line.employee for line in day.lines})
    total = say(labels.SCHEDULE_TOTAL, lines=len(day.lines), people=people)
    return Sheet(say(labels.DAILY_SCHEDULE), [*story, _table(day), gap(6), text(total, SMALL)])


def _duty_lines(day: DayPaperwork) -> list[Flowable]:
    duties = [(labels.SUPERVISOR_OF_DAY, day.supervisor)] if day.supervisor else []
    duties += [(rotation.label, rotation.employee or say(labels.NOBODY)) for rotation in day.rotations]
    if not duties:
        return []
    return [*(labelled(f"{say(label)}:", person) for label, person in duties), gap(8)]


def sections(lines: Iterable[ScheduleLine]) -> list[tuple[str, list[ScheduleLine]]]:
    """Lines under their section in the order managers read them, each section by time, then name."""
    grouped: dict[str, list[ScheduleLine]] = {}
    for line in sorted(lines, key=lambda line: (line.start, line.employee, line.event_name)):
        grouped.setdefault(line.section or line.event_type, []).append(line)
    return sorted(grouped.items(), key=lambda entry: (_rank(entry[1][0].event_type), entry[0]))


def _rank(event_type: str) -> int:
    return _SECTION_ORDER.index(event_type) if event_type in _SECTION_ORDER else len(_SECTION_ORDER)


def _table(day: DayPaperwork) -> Flowable:
    columns = _columns(day)
    rows: list[list[Flowable | str]] = []
    bands: list[tuple[object, ...]] = [("ALIGN", (0, 1), (0, -1), "CENTER")]
    for name, lines in sections(day.lines):
        at = len(rows) + 1
        band = cell(say(labels.SECTION_COUNT, section=say(name), count=len(lines)), _SECTION)
        rows.append([band, *[""] * (len(columns) - 1)])
        bands += band_style(at)
        rows += [_row(line, day) for line in lines]
    head = head_row([label for label, _ in columns], centred=range(len(columns) - 2))
    return grid_table(head, rows, [width for _, width in columns], extra=bands)


def _columns(day: DayPaperwork) -> list[tuple[str, float]]:
    columns = [(labels.SCHEDULE_HEAD_HERE, 36.0), (labels.SCHEDULE_HEAD_TIME, 66.0)]
    if day.options.schedule_show_lunch:
        columns.append((labels.SCHEDULE_HEAD_LUNCH, 60.0))
    if day.options.schedule_show_end:
        columns.append((labels.SCHEDULE_HEAD_END, 60.0))
    taken = sum(width for _, width in columns)
    rest = 525.6 - taken
    return [*columns, (labels.SCHEDULE_HEAD_EMPLOYEE, rest * 0.44), (labels.SCHEDULE_HEAD_EVENT, rest * 0.56)]


def _row(line: ScheduleLine, day: DayPaperwork) -> list[Flowable | str]:
    row: list[Flowable | str] = [TickBox(11), text(clock(line.start), _TIME)]
    if day.options.schedule_show_lunch:
        row.append(text(_lunch(line.lunch), CENTRED))
    if day.options.schedule_show_end:
        row.append(text(clock(line.end) if line.end else "", CENTRED))
    return [*row, cell(line.employee, _EMPLOYEE), _event(line)]


def _lunch(lunch: Lunch | None) -> str:
    return f"{clock(lunch.start)}\n{clock(lunch.end)}" if lunch else ""


def _event(line: ScheduleLine) -> Paragraph:
    named = not line.event_number or line.event_name.startswith(line.event_number)
    number = "" if named else say(labels.EVENT_LINE, number=line.event_number)
    note = say(line.note) if line.note else ""
    small = "  ·  ".join(part for part in (number, note) if part)
    name = markup(shorten(line.event_name, 300))
    if not small:
        return Paragraph(name, BODY)
    return Paragraph(f'{name}<br/><font size="8" color="#5B6470">{markup(shorten(small, 300))}</font>', BODY)

"""The rule book: every rule with how strict it is, its numbers and dates, what it asks, why, and two examples."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, KeepTogether, Paragraph, Table, TableStyle

from app.formatting import long_day, short_day
from app.paperwork import rule_labels as words
from app.paperwork.binder import publish
from app.paperwork.house import (
    ALERT,
    BLUE_TINT,
    BODY,
    BOLD,
    DARK_BLUE,
    GREY,
    GRID,
    SMALL,
    TITLE,
    clean,
    gap,
    grid_table,
    head_row,
    heading_block,
    labelled,
    markup,
    text,
)
from app.paperwork.model import Brand
from app.paperwork.sheet import Masthead, Sheet
from app.paperwork.stamps import Imprint
from app.vocabulary import Severity
from app.wording import say

_WIDTH = 525.6
_RULE = ParagraphStyle("rule-title", BODY, fontName=BOLD, fontSize=11, leading=14, textColor=DARK_BLUE)
_STRICT = ParagraphStyle("rule-strict", BODY, fontSize=8.5, leading=12, alignment=2)
_LINE = ParagraphStyle("rule-line", BODY, fontSize=8.5, leading=10.2)
_CHAPTER = ParagraphStyle("rule-chapter", TITLE, fontSize=16, leading=20, spaceBefore=6, spaceAfter=7)
_CHAPTER_ROOM = 170.0
"""Points for a chapter's title and its first rule, without which it begins on the next page."""
_ALL_NUMBERS = 4000
"""Characters: a book of rules leaves nothing out; what stands together must still fit on a page."""
_COLOURS = {Severity.HARD: ALERT, Severity.SOFT: DARK_BLUE, Severity.OFF: GREY}


@dataclass(frozen=True)
class RuleState:
    """What holds for a rule from a day on; without a day, from the beginning."""

    since: date | None
    automatic: Severity
    manual: Severity
    numbers: tuple[tuple[str, str], ...] = ()
    """What is set, and the value in words."""
    note: str = ""
    changed: str = ""
    """Who set it and when; empty where it is the default."""


@dataclass(frozen=True)
class RuleSheet:
    name: str
    title: str
    asks: str
    why: str
    kept: str
    broken: str
    now: RuleState
    states: tuple[RuleState, ...]
    """All of them in order of time; `now` is one of these."""
    guard: str = ""
    """Why it cannot be switched off."""


@dataclass(frozen=True)
class RuleChapter:
    name: str
    title: str
    rules: tuple[RuleSheet, ...]


@dataclass(frozen=True)
class RuleBook:
    day: date
    """What holds on this day is told first."""
    chapters: tuple[RuleChapter, ...]
    built_at: datetime
    brand: Brand


def build_rule_book(book: RuleBook) -> bytes:
    """The same book gives the same bytes."""
    sheets = [Sheet(say(words.SUMMARY), _summary(book)), *_chapters(book)]
    imprint = Imprint(
        title=f"{say(words.TITLE)} {book.day.isoformat()}",
        author=clean(book.brand.name),
        subject=say(words.SUBJECT),
        left_stamp=f"{say(words.TITLE)}  ·  {book.day.isoformat()}",
        built_at=book.built_at,
    )
    return publish(sheets, Masthead(book.brand, say(words.TITLE)), imprint)


def _chapters(book: RuleBook) -> list[Sheet]:
    return [
        Sheet(chapter.title, _chapter(chapter), follows=_CHAPTER_ROOM if place else 0.0)
        for place, chapter in enumerate(book.chapters)
    ]


def _summary(book: RuleBook) -> list[Flowable]:
    story = heading_block(say(words.TITLE), say(words.AS_OF, day=long_day(book.day)))
    story += [text(say(line)) for line in words.INTRODUCTION]
    story.append(gap(8))
    rows: list[list[Flowable | str]] = []
    for rule in (rule for chapter in book.chapters for rule in chapter.rules):
        ahead = [state for state in rule.states if state.since is not None and state.since > book.day]
        changes = ", ".join(_day(state.since) for state in ahead if state.since) or words.NO_CHANGE
        strict = (_strict(rule.now.automatic), _strict(rule.now.manual))
        rows.append([text(rule.title, _LINE), *strict, text(changes, _LINE)])
    widths = (_WIDTH * 0.46, _WIDTH * 0.15, _WIDTH * 0.15, _WIDTH * 0.24)
    tight = [("TOPPADDING", (0, 1), (-1, -1), 1.6), ("BOTTOMPADDING", (0, 1), (-1, -1), 2.2)]
    story.append(grid_table(head_row(words.SUMMARY_HEAD), rows, widths, extra=tight))
    return story


def _chapter(chapter: RuleChapter) -> list[Flowable]:
    story: list[Flowable] = [text(chapter.title, _CHAPTER)]
    for rule in chapter.rules:
        story.append(KeepTogether(_rule(rule)))
    return story


def _rule(rule: RuleSheet) -> list[Flowable]:
    strict = Paragraph(_both(rule.now), _STRICT)
    head = Table([[text(rule.title, _RULE), strict]], colWidths=(_WIDTH * 0.55, _WIDTH * 0.45))
    head.setStyle(
        TableStyle(
            [
                ("BACKGROUND", (0, 0), (-1, 0), BLUE_TINT),
                ("LINEABOVE", (0, 0), (-1, 0), 1.2, DARK_BLUE),
                ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
            ]
        )
    )
    lines: list[Flowable] = [head, gap(3), text(rule.asks), labelled(say(words.WHY), rule.why)]
    lines += [labelled(say(words.KEPT), rule.kept), labelled(say(words.BROKEN), rule.broken)]
    if rule.guard:
        lines.append(labelled(say(words.GUARD), rule.guard))
    if len(rule.states) > 1 or rule.states[0].changed:
        lines += [gap(3), _states(rule)]
    elif rule.now.numbers:
        lines.append(labelled(say(words.NUMBERS), "; ".join(_numbers(rule.now)), limit=_ALL_NUMBERS))
    return [*lines, gap(11)]


def _numbers(state: RuleState) -> list[str]:
    return [f"{label}: {value}" for label, value in state.numbers]


def _states(rule: RuleSheet) -> Flowable:
    """One row for each time from which something else holds."""
    rows: list[list[Flowable | str]] = []
    for state in rule.states:
        numbers = "\n".join(_numbers(state)) or say(words.NO_NUMBERS)
        said = "\n".join(part for part in (numbers, state.note) if part)
        since = _day(state.since) if state.since else say(words.ALWAYS)
        who = state.changed or say(words.DEFAULT)
        rows.append([text(since, SMALL), Paragraph(_both(state, "<br/>"), SMALL), text(said, SMALL), text(who, SMALL)])
    widths = (_WIDTH * 0.15, _WIDTH * 0.19, _WIDTH * 0.45, _WIDTH * 0.21)
    tight = [("VALIGN", (0, 0), (-1, -1), "TOP"), ("GRID", (0, 0), (-1, -1), 0.4, GRID)]
    return grid_table(head_row(words.STATES_HEAD), rows, widths, extra=tight)


def _both(state: RuleState, between: str = " &nbsp; ") -> str:
    pairs = ((words.AUTOMATIC, state.automatic), (words.MANUAL, state.manual))
    return between.join(f"{markup(say(label))} {_coloured(severity)}" for label, severity in pairs)


def _strict(severity: Severity) -> Flowable:
    return Paragraph(_coloured(severity), _LINE)


def _coloured(severity: Severity) -> str:
    return (
        f'<font name="{BOLD}" color="#{_COLOURS[severity].hexval()[2:]}">{markup(say(words.SEVERITY[severity]))}</font>'
    )


def _day(day: date) -> str:
    return f"{short_day(day)}, {day.year}"

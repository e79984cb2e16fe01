"""Daily task checkoff sheet: the everyday standards on one page, ticked and signed before going home."""

from __future__ import annotations

from reportlab.platypus import Flowable

from app.formatting import long_day
from app.paperwork import form_labels as words
from app.paperwork.fitting import on_one_page
from app.paperwork.house import HEADING, gap, heading_block, shorten, text
from app.paperwork.marks import ticked_line, writing_lines
from app.paperwork.model import DayPaperwork, EventBundle
from app.paperwork.sheet import Sheet
from app.wording import say

_WIDTH = 525.6


def sheet(day: DayPaperwork, bundle: EventBundle | None = None) -> Sheet:
    employee = shorten(bundle.employee, 60) if bundle else ""
    story: list[Flowable] = [
        *heading_block(say(words.CHECKLIST_TITLE), say(words.CHECKLIST_SUBTITLE)),
        writing_lines([[(say(words.ES_NAME), employee), (say(words.DATE), long_day(day.date))]], _WIDTH, 30),
    ]
    for topic, lines in words.CHECKLIST:
        story += [text(say(topic), HEADING), *(ticked_line(say(line), _WIDTH) for line in lines)]
    story += [gap(8), writing_lines([[(say(words.CHECKLIST_SIGNATURE), ""), (say(words.DATE), "")]], _WIDTH, 36)]
    return Sheet(say(words.CHECKLIST_TITLE), on_one_page(story))

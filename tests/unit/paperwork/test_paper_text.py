"""Names and wording from outside reach the paper whole, right and harmless."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from app.paperwork import packet
from app.paperwork.form_labels import CHECKLIST
from app.paperwork.model import (
    Age,
    Brand,
    DayPaperwork,
    EdrItem,
    EdrLayout,
    Finding,
    FindingLevel,
    FormLayout,
    FormTemplate,
    Missing,
    PacketOptions,
    Rotation,
)
from tests.unit.paperwork.paper_samples import ZONE, bundle, day, line, page_texts, report, scanned

SPANISH = "Jalapeño “Crème” Ñandú ¿Qué? Åkesson Łódź"
SCRIPT = "<script>alert(1)</script> & <b>bold</b> <para> &amp; {{7*7}}"
LONG = "Featherstonehaugh " * 14 + "END"
UNBROKEN = "X" * 300
ODD = "tab\tnul\x00bell\x07 zero​width 漢字 🙂 \ud800 end"


def full_day(wording: str, **options: object) -> DayPaperwork:
    """The wording in every place that outside text can reach."""
    item = EdrItem("980001234", "333832507", wording, wording, wording, featured=True)
    age = Age("%(who)s", datetime(2026, 11, 23, 18, 20, tzinfo=ZONE), wording)
    edr = replace(
        report(), event_name=wording, class_label=wording, status_label=wording, items=(item,), age=age,
        preparation=wording, portion=wording,
    )  # fmt: skip
    gap = Missing(wording, wording, wording)
    complete = bundle(event_name=wording, employee=wording, edr=edr)
    gaps = bundle("612399", event_name=wording, employee=wording, edr=gap, sales_tools=(gap,))
    return day(
        complete,
        gaps,
        lines=(line(employee=wording, event_name=wording, section=wording, note=wording),),
        store_name=wording,
        brand=Brand(wording),
        supervisor=wording,
        rotations=(Rotation(wording, wording, wording),),
        findings=(Finding(FindingLevel.CRITICAL, wording, wording),),
        daily_templates=(FormTemplate(wording, gap), *(FormTemplate(str(form), form) for form in FormLayout)),
        options=PacketOptions(**options),  # type: ignore[arg-type]  # tests name real options
    )


@pytest.mark.parametrize("layout", list(EdrLayout))
@pytest.mark.parametrize("wording", [SPANISH, SCRIPT, LONG, UNBROKEN, ODD, ""])
def test_any_wording_prints_everywhere(wording, layout):
    paper = packet.build(full_day(wording, edr_layout=layout, items_group_by_event=True))

    assert paper.pages == len(page_texts(paper.pdf))


@pytest.mark.parametrize("layout", list(EdrLayout))
def test_accents_and_quotes_come_out_as_written(layout):
    paper = packet.build(full_day(SPANISH, edr_layout=layout))
    part = next(part for part in paper.manifest if part.title == "EDR")

    texts = page_texts(paper.pdf)

    assert SPANISH in texts[part.first_page - 1]
    assert SPANISH in texts[0]


@pytest.mark.parametrize("layout", list(EdrLayout))
def test_markup_is_printed_not_obeyed(layout):
    paper = packet.build(full_day(SCRIPT, edr_layout=layout))
    part = next(part for part in paper.manifest if part.title == "EDR")

    assert SCRIPT in page_texts(paper.pdf)[part.first_page - 1]


def test_long_names_wrap_instead_of_being_cut_off():
    schedule = page_texts(packet.build_schedule(day(lines=(line(employee=LONG, event_name=LONG),))).pdf)[0]

    assert schedule.count("Featherstonehaugh") == 28
    assert schedule.count("END") == 2


def test_a_long_day_repeats_the_head_of_the_schedule():
    lines = tuple(line(employee=f"Person {number:02d}", note="Bring the cart") for number in range(90))

    texts = page_texts(packet.build_schedule(day(lines=lines)).pdf)

    assert len(texts) > 2
    assert all("Here Time Lunch End Employee Event" in wording for wording in texts)
    assert all(f"Person {number:02d}" in " ".join(texts) for number in range(90))


def test_a_long_report_repeats_its_head_and_keeps_the_signatures_together():
    paper = packet.build_sets(day(bundle(edr=report(items=90))))
    edr_pages = page_texts(paper.pdf)[: paper.manifest[0].pages]

    assert len(edr_pages) > 2
    assert all("Item Number Description Category" in wording for wording in edr_pages)
    (signed,) = [wording for wording in edr_pages if "MUST BE SIGNED" in wording]
    assert all(label in signed for label in ("START 9:45 AM", "Scheduled Employee", "Supervisor Signature"))


@pytest.mark.parametrize("items", range(12, 28))
def test_the_signature_block_never_splits(items):
    paper = packet.build_sets(day(bundle(edr=report(items=items))))
    edr_pages = page_texts(paper.pdf)[: paper.manifest[0].pages]

    holders = {
        label: [number for number, wording in enumerate(edr_pages) if label in wording]
        for label in ("START 9:45 AM", "MUST BE SIGNED", "Employee Signature", "Supervisor Signature", "Printed:")
    }

    assert len({tuple(pages) for pages in holders.values()}) == 1


@pytest.mark.parametrize("form", [FormLayout.ACTIVITY_LOG, FormLayout.CHECKLIST])
def test_the_event_forms_stay_on_one_page_whatever_the_names(form):
    forms = (FormTemplate("Form", form),)

    paper = packet.build_sets(day(bundle(employee=LONG, event_name=LONG, templates=forms)))

    assert paper.manifest[-1].pages == 1


def test_the_activity_log_is_prefilled_and_its_code_opens_the_event():
    paper = packet.build_sets(day(bundle()))
    part = next(part for part in paper.manifest if part.title == "Activity log")

    wording = page_texts(paper.pdf)[part.first_page - 1]

    assert "Tuesday, November 24, 2026" in wording
    assert "Ann Example" in wording
    assert "612345-CF-Sample Pretzel Bites" in wording
    assert scanned(paper.pdf, part.first_page) == ["https://schedule.example/events/612345"]


def test_without_an_address_there_is_no_code():
    paper = packet.build_sets(day(bundle(event_url="")))
    part = next(part for part in paper.manifest if part.title == "Activity log")

    assert scanned(paper.pdf, part.first_page) == []


def test_the_schedule_shows_lunch_and_end_as_the_settings_say():
    lines = (line(),)

    shown = page_texts(packet.build_schedule(day(lines=lines)).pdf)[0]
    plain = PacketOptions(schedule_show_lunch=False, schedule_show_end=False)
    hidden = page_texts(packet.build_schedule(day(lines=lines, options=plain)).pdf)[0]

    assert "9:45 AM 1:00 PM 1:30 PM 4:15 PM Ann Example" in shown
    assert "9:45 AM Ann Example" in hidden
    assert "4:15 PM" not in hidden


def test_the_schedule_keeps_every_event_type_in_its_section_by_time():
    lines = (
        line(event_type="Supervisor", employee="Sue"),
        line(event_type="Juicer", employee="Jules"),
        line(employee="Late", start=line().end),
        line(employee="Early"),
        line(event_type="Mystery", employee="Mo"),
    )

    wording = page_texts(packet.build_schedule(day(lines=lines)).pdf)[0]

    order = ["Core (2)", "Early", "Late", "Juicer (1)", "Jules", "Supervisor (1)", "Sue", "Mystery (1)", "Mo"]
    places = [wording.index(word) for word in order]
    assert places == sorted(places)


def test_the_checklist_has_its_twenty_three_boxes():
    wording = page_texts(packet.build_sets(day(bundle())).pdf)[-1]

    lines = [entry for _, entries in CHECKLIST for entry in entries]
    assert len(lines) == 23
    assert all(entry in wording for entry in lines)

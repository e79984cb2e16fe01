"""Sheets of one person are in that person's language, those of the whole store in the reader's; what is kept to be
compared later is the same for everybody."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, datetime, time

import pytest
from pypdf import PdfReader

from app.paperwork import packet
from app.paperwork.change_slip import SlipPage, SlipRow, build_slips
from app.paperwork.employee import build_fortnight
from app.paperwork.facts import sections
from app.paperwork.model import (
    Brand,
    EdrLayout,
    FormLayout,
    FormTemplate,
    Missing,
    PacketOptions,
    Roster,
    RosterEntry,
)
from app.paperwork.team_sheets import Contact, Duty, TeamHead, build_call_list, build_rotation_sheet
from app.paperwork.week import build_team_week
from app.services.packets import manifest
from app.wording import speaking
from tests.unit.paperwork.paper_samples import DAY, ZONE, bundle, day, page_texts

SUNDAY = date(2026, 11, 22)
HEAD = TeamHead(DAY, "Sample Club #1234", datetime(2026, 11, 23, 18, 32, tzinfo=ZONE), Brand("Team"))


def two_sets(**options: object) -> list[str]:
    """Ann reads English, Beto Spanish."""
    paper = day(
        bundle("612345", employee="Ann"),
        bundle("612399", employee="Beto", language="es"),
        options=PacketOptions(**options),  # type: ignore[arg-type]  # tests name real options
    )
    return page_texts(packet.build(paper).pdf)


@pytest.mark.parametrize(
    ("layout", "english", "spanish"),
    [(EdrLayout.COMPACT, "EVENT DETAIL REPORT", "REPORTE DE EVENTO"), (EdrLayout.OFFICIAL, "RUN ON", "EMITIDO EL")],
)
def test_each_persons_report_is_in_the_persons_language(layout: EdrLayout, english: str, spanish: str) -> None:
    pages = two_sets(edr_layout=layout)

    assert [sum(words in page for page in pages) for words in (english, spanish)] == [1, 1]


def test_the_foot_of_a_persons_pages_speaks_the_persons_language() -> None:
    pages = two_sets()

    assert {"Página" in page for page in pages if "612399" in page and "Guide" in page} == {True}
    assert {"Página" in page for page in pages if "612345" in page and "Guide" in page} == {False}


def test_cover_schedule_and_item_list_are_in_the_readers_language() -> None:
    with speaking("es"):
        cover, schedule, items = two_sets()[:3]

    assert "Papeleo del día Martes 24 de noviembre de 2026" in cover.replace("martes", "Martes")
    assert "Listo para imprimir" in cover
    assert "9:45 AM" in cover
    assert "Empleado" in schedule
    assert "Total de artículos: 4" in items


def test_a_missing_part_says_why_in_the_persons_language_and_on_the_cover_in_the_readers() -> None:
    gap = Missing("Sales tool", "The PDF has no pages.", "Upload it to the event again.")
    pages = page_texts(packet.build(day(bundle(sales_tools=(gap,), language="es"))).pdf)

    assert "The PDF has no pages." in pages[0]
    assert any("El PDF no tiene páginas." in page for page in pages[1:])


@pytest.mark.parametrize(
    ("layout", "title"),
    [
        (FormLayout.JUICER_COMPLIANCE, "Lista de cumplimiento del Juicer"),
        (FormLayout.JUICER_TRACKER, "Registro diario de turnos del Juicer"),
        (FormLayout.JUICER_CLOSING, "Lista de cierre del Juicer"),
    ],
)
def test_the_juicer_sheets_of_the_day_are_in_the_readers_language(layout: FormLayout, title: str) -> None:
    paper = day(daily_templates=(FormTemplate("Juicer", layout),))

    with speaking("es"):
        pages = page_texts(packet.build(paper).pdf)

    assert any(title in page for page in pages)


def test_what_is_kept_of_a_packet_does_not_depend_on_who_built_it() -> None:
    paper = day(bundle(), bundle("612399", sales_tools=(Missing("Sales tool", "The file is empty."),)))
    english, told = packet.build(paper), sections(paper)

    with speaking("es"):
        spanish = packet.build(paper)
        assert sections(paper) == told
        assert manifest(spanish.manifest) == manifest(english.manifest)


def test_the_language_of_the_file_is_named_for_screen_readers() -> None:
    with speaking("es"):
        built = packet.build(day()).pdf

    assert PdfReader(io.BytesIO(built)).root_object["/Lang"] == "es"


def roster(**changes: object) -> Roster:
    entry = RosterEntry(SUNDAY, time(9), time(15), "Ann", "Bites", "Core")
    plain = Roster(SUNDAY, "Club", "1234", HEAD.built_at, Brand("Team"), ("Ann", "Beto"), (entry,), (43, 44))
    return replace(plain, **changes)  # type: ignore[arg-type]  # tests name real fields


def test_everybodys_two_weeks_are_in_everybodys_own_language() -> None:
    ann, beto = page_texts(build_fortnight(roster(languages={"Ann": "en", "Beto": "es"})))

    assert "Schedule of Ann" in ann
    assert "Walmart week 43" in ann
    assert "Horario de Beto" in beto
    assert "Semana Walmart 43" in beto
    assert "LIBRE" in beto


def test_the_sheets_for_the_wall_are_in_the_readers_language() -> None:
    with speaking("es"):
        (week,) = page_texts(build_team_week(roster()))
        (duties,) = page_texts(build_rotation_sheet(HEAD, ["Juicer"], [Duty("lunes", ("",))], []))
        (calls,) = page_texts(build_call_list(HEAD, [Contact("Ann", "Lead Event Specialist", "", "")]))

    assert "Horario semanal del equipo" in week
    assert "Rotaciones" in duties
    assert "Nadie" in duties
    assert "Lista de llamadas" in calls
    assert "sin número" in calls


def test_each_change_slip_is_in_the_persons_language() -> None:
    row = SlipRow("new", "Bites", "", "Tue Nov 24")
    pages = [SlipPage("Ann", (row,), "en"), SlipPage("Beto", (row,), "es")]

    ann, beto = page_texts(build_slips(pages, brand=Brand("Team"), store="Club", printed_at=HEAD.built_at))

    assert "Signature and date" in ann
    assert "Firma y fecha" in beto

"""Kept reports carry the words of Walmart's numbers; whatever changes a word, an undo too, changes it in them."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import Session

from app.integrations.walmart_edr.codes import CLASS, DEPARTMENT, STATUS, walmarts_own
from app.models import EdrCode, EdrReport
from app.models.change import RowDifference
from app.queries import edr as queries

_RAW = {CLASS: "demoClassCode", STATUS: "demoStatusCode"}


def follow(session: Session, differences: Iterable[RowDifference]) -> None:
    for one in differences:
        code = one.row
        if not isinstance(code, EdrCode):
            continue
        own = walmarts_own().label(code.kind, code.number)
        before, after = one.before.get("label", own), one.after.get("label", own)
        if before != after:
            _relabel(session, code.kind, code.number, before, after)


def _relabel(session: Session, kind: str, number: int, before: str, after: str) -> None:
    """Two numbers may share a label; where Walmart sent the number, it decides."""
    if kind == DEPARTMENT:
        queries.relabel_departments(session, before, after)
        return
    for report in queries.reports_labelled(session, kind, before):
        sent = report.raw.get(_RAW[kind])
        if sent is None or str(sent).strip() == str(number):
            _set(report, kind, after)


def _set(report: EdrReport, kind: str, label: str) -> None:
    if kind == CLASS:
        report.class_label = label
    else:
        report.status_label = label

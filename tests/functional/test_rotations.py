"""The rotation page."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.formatting import local_day
from app.models import Rotation, RotationException
from app.vocabulary import Role, RotationKind, Title
from tests.factories import ZONE, now
from tests.functional.page_client import PageClient

EMPTY = {
    f"{kind.value}_{day}{backup}": "" for kind in RotationKind for day in range(7) for backup in ("", "_backup")
} | {"seen": ""}


@pytest.fixture
def day() -> date:
    return local_day(now(), ZONE) + timedelta(days=3)


@pytest.fixture
def store(make):
    return make.store(number="1042", name="Maple Grove")


@pytest.fixture
def juicer(make, store):
    return make.employee(stores=(store,), name="Jo Juice", title=Title.JUICER)


@pytest.fixture
def lead(make, store):
    return make.employee(stores=(store,), name="Lee Lead", title=Title.LEAD)


@pytest.fixture
def page(sign_in, store) -> PageClient:
    return PageClient(sign_in(Role.MANAGER, store_ids=[store.id]))


def options_of(text: str, name: str) -> str:
    return text.split(f'name="{name}"')[1].split("</select>")[0]


def test_only_suited_and_active_people_are_offered(page, make, store, juicer, lead):
    make.employee(stores=(store,), name="Gone Juice", title=Title.JUICER, active=False)
    make.employee(stores=(make.store(),), name="Far Juice", title=Title.JUICER)

    offered = options_of(page.get("/rotations").text, "juicer_0")

    assert "Jo Juice" in offered
    for name in ("Lee Lead", "Gone Juice", "Far Juice"):
        assert name not in offered


def test_the_grid_is_saved_changed_and_undone(page, session, make, store, juicer, lead):
    other = make.employee(stores=(store,), name="Ann Juice", title=Title.JUICER)
    chosen = {"juicer_0": juicer, "juicer_0_backup": other, "primary_lead_6": lead}
    page.post(f"/rotations/{store.id}", EMPTY | {name: str(one.id) for name, one in chosen.items()})

    session.rollback()
    rows = {(row.kind, row.weekday): (row.employee_id, row.backup_employee_id) for row in session.query(Rotation)}
    assert rows == {
        (RotationKind.JUICER, 0): (juicer.id, other.id),
        (RotationKind.PRIMARY_LEAD, 6): (lead.id, None),
    }
    text = page.get("/rotations").text
    address = text.split('/undo"')[0].rsplit('action="', 1)[1] + "/undo"
    page.post(address, {"next": "/rotations"})
    session.rollback()
    assert session.query(Rotation).count() == 0


def test_an_emptied_place_is_removed(page, session, make, store, juicer):
    row = make.rotation(store=store, employee=juicer, weekday=0)

    page.post(f"/rotations/{store.id}", EMPTY | {"seen": f"juicer:0:{row.id}:1"})

    session.rollback()
    assert session.query(Rotation).count() == 0


def test_a_grid_changed_meanwhile_is_not_overwritten(page, make, store, juicer):
    make.rotation(store=store, employee=juicer, weekday=0)

    page.post(f"/rotations/{store.id}", EMPTY, status=412)


@pytest.mark.parametrize(
    "wrong",
    [
        {"juicer_0": "lead"},
        {"juicer_0": "99999"},
        {"juicer_0": "many"},
        {"juicer_0_backup": "juicer"},
        {"juicer_0": "juicer", "juicer_0_backup": "juicer"},
    ],
)
def test_a_grid_that_cannot_be_is_explained(page, session, store, juicer, lead, wrong):
    people = {"juicer": str(juicer.id), "lead": str(lead.id)}
    fields = EMPTY | {name: people.get(value, value) for name, value in wrong.items()}

    answer = page.post(f"/rotations/{store.id}", fields, status=422)

    assert 'role="alert"' in answer.text
    session.rollback()
    assert session.query(Rotation).count() == 0


def test_whoever_became_unsuited_stays_visible_until_replaced(page, make, session, store):
    gone = make.employee(stores=(store,), name="Gone Juice", title=Title.JUICER, active=False)
    row = make.rotation(store=store, employee=gone, weekday=0)

    text = page.get("/rotations").text
    assert "Gone Juice (not possible any more)" in options_of(text, "juicer_0")
    assert "Gone Juice is not active." in text
    page.post(f"/rotations/{store.id}", EMPTY | {"seen": f"juicer:0:{row.id}:1", "juicer_0": str(gone.id)})
    session.rollback()
    assert session.query(Rotation).one().employee_id == gone.id


def test_gaps_are_told_with_a_fix(page, store):
    assert "No Juicer rotation is set for Mondays." in page.get("/rotations").text


def exception(when: date, person, **fields: str) -> dict[str, str]:
    typed = {"day": when.isoformat(), "kind": "juicer", "employee_id": str(person.id), "reason": "fair"} | fields
    return {f"exception-{name}": value for name, value in typed.items()}


def test_an_exception_is_entered_replaced_and_removed(page, make, session, store, juicer, day):
    other = make.employee(stores=(store,), name="Ann Juice", title=Title.JUICER)
    page.post(f"/rotations/{store.id}/exceptions", exception(day, juicer))
    page.post(f"/rotations/{store.id}/exceptions", exception(day, other))

    session.rollback()
    row = session.query(RotationException).one()
    assert row.employee_id == other.id
    assert "fair" in page.get("/rotations").text
    page.post(f"/rotations/exceptions/{row.id}/remove")
    page.post(f"/rotations/exceptions/{row.id}/remove", status=404)


@pytest.mark.parametrize(
    "wrong",
    [{"day": "soon"}, {"day": "2026-03-02"}, {"kind": "dancer"}, {"employee_id": ""}, {"reason": "x" * 201}],
)
def test_an_exception_that_cannot_be_is_explained(page, session, store, juicer, day, wrong):
    answer = page.post(f"/rotations/{store.id}/exceptions", exception(day, juicer, **wrong), status=422)

    assert 'role="alert"' in answer.text
    session.rollback()
    assert session.query(RotationException).count() == 0


def test_an_exception_needs_a_suited_person(page, store, lead, day):
    page.post(f"/rotations/{store.id}/exceptions", exception(day, lead), status=422)


def test_another_store_does_not_exist(page, make, juicer, day):
    other = make.store()
    stranger = make.employee(stores=(other,), title=Title.JUICER)
    row = make.row(RotationException(store_id=other.id, day=day, kind=RotationKind.JUICER, employee_id=stranger.id))

    page.get(f"/rotations?store={other.id}", status=404)
    page.post(f"/rotations/{other.id}", EMPTY, status=404)
    page.post(f"/rotations/{other.id}/exceptions", exception(day, stranger), status=404)
    page.post(f"/rotations/exceptions/{row.id}/remove", status=404)


def test_a_viewer_may_look_but_not_change(sign_in, store, juicer, day):
    page = PageClient(sign_in(Role.VIEWER))

    assert "Save the rotations" not in page.get("/rotations").text
    page.post(f"/rotations/{store.id}", EMPTY, status=403)
    page.post(f"/rotations/{store.id}/exceptions", exception(day, juicer), status=403)
    page.post("/rotations/exceptions/1/remove", status=403)


def test_a_name_with_markup_is_shown_as_text(page, make, store):
    make.employee(stores=(store,), name="<script>alert(1)</script>", title=Title.JUICER)

    assert "<script>alert" not in page.get("/rotations").text


def test_the_rotations_are_exported_with_backups_and_coming_exceptions(page, make, store, juicer, lead, day):
    other = make.employee(stores=(store,), name="Ann Juice", title=Title.JUICER)
    make.row(
        Rotation(
            store_id=store.id, kind=RotationKind.JUICER, weekday=0, employee_id=juicer.id, backup_employee_id=other.id
        )
    )
    make.row(
        RotationException(
            store_id=store.id, kind=RotationKind.PRIMARY_LEAD, day=day, employee_id=lead.id, reason="Swap"
        )
    )

    lines = page.get("/rotations?export=csv").text.splitlines()

    assert lines[1:] == ["Monday,Juicer,Jo Juice,Ann Juice,", f"{day},Primary Lead,Lee Lead,,Swap"]
    assert page.get("/rotations?export=xlsx").data[:2] == b"PK"

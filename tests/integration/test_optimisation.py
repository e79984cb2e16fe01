"""Configurations of the auto-scheduler: kept, chosen, copied into runs, taken back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from app.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from app.models import Run
from app.services import auto_scheduling, changes, optimisation
from app.services.optimisation import Wanted
from app.services.scheduling.weights import Weights
from app.vocabulary import Role, RunStatus
from tests.factories import MONDAY


@dataclass(frozen=True)
class Made:
    id: int
    version: int = 1


def made(transact, actor, name="Fair", **more) -> Made:
    with transact() as session:
        return Made(optimisation.create(session, actor, Wanted(name, **more)).config_id)


def names(session) -> list[str]:
    session.rollback()
    return [config.name for config in optimisation.every(session)]


def test_only_what_differs_from_the_product_is_kept(transact, actor, session):
    made(transact, actor, weights={"late_day": 1, "labour_dollar": 7})

    session.rollback()
    (config,) = optimisation.every(session)
    assert config.weights == {"labour_dollar": 7}
    assert optimisation.weights_of(config) == Weights(labour_dollar=7)


def test_the_first_is_the_default_and_another_can_become_it(transact, actor, session):
    made(transact, actor, "Balanced")
    fair = made(transact, actor, "Fair")
    assert names(session) == ["Balanced", "Fair"]

    with transact() as writing:
        saved = optimisation.make_default(writing, actor, config_id=fair.id, version=fair.version)

    assert names(session) == ["Fair", "Balanced"]
    with transact() as writing:
        changes.undo(writing, actor, change_id=saved.change_id)
    assert names(session) == ["Balanced", "Fair"]


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        (Wanted(""), "name"),
        (Wanted("x" * 61), "name"),
        (Wanted("fair "), "name"),
        (Wanted("Cheap", {"colour": 1}), "colour"),
        (Wanted("Cheap", {"late_day": -1}), "late_day"),
        (Wanted("Cheap", {"late_day": True}), "late_day"),
        (Wanted("Cheap", {"late_day": 1_000_001}), "late_day"),
        (Wanted("Cheap", time_limit_s=0), "time_limit_s"),
        (Wanted("Cheap", note="x" * 301), "note"),
    ],
)
def test_what_cannot_be_used_is_named_by_field(transact, actor, wanted, field):
    made(transact, actor, "Fair")

    with pytest.raises(Invalid) as refused, transact() as session:
        optimisation.create(session, actor, wanted)

    assert [wrong.field for wrong in refused.value.fields] == [field]


def test_a_copy_gets_a_name_of_its_own(transact, actor, session):
    fair = made(transact, actor, "Fair", weights={"core_balance": 90})
    for _ in range(2):
        with transact() as writing:
            optimisation.clone(writing, actor, config_id=fair.id)

    assert names(session) == ["Fair", "Fair copy", "Fair copy 2"]
    assert [config.weights for config in optimisation.every(session)] == [{"core_balance": 90}] * 3


def test_a_stale_form_changes_nothing(transact, actor, session):
    fair = made(transact, actor, "Fair")
    with transact() as writing:
        optimisation.update(writing, actor, Wanted("Fairer"), config_id=fair.id, version=fair.version)

    with pytest.raises(Stale), transact() as writing:
        optimisation.update(writing, actor, Wanted("Fairest"), config_id=fair.id, version=fair.version)
    assert names(session) == ["Fairer"]


def test_the_default_and_what_a_run_uses_stay(transact, actor, make, session):
    balanced, fair = made(transact, actor, "Balanced"), made(transact, actor, "Fair")
    store = make.store()
    with transact() as writing:
        run_id = auto_scheduling.request_run(
            writing, actor, week=MONDAY + timedelta(weeks=50), store_ids=[store.id], config_id=fair.id
        ).run_id

    for config in (balanced, fair):
        with pytest.raises(Conflict), transact() as writing:
            optimisation.delete(writing, actor, config_id=config.id, version=None)

    with transact() as writing:
        auto_scheduling.cancel_run(writing, actor, run_id=run_id)
    with transact() as writing:
        optimisation.delete(writing, actor, config_id=fair.id, version=None)
    assert names(session) == ["Balanced"]


def test_a_run_keeps_a_copy_of_what_it_strives_for(transact, actor, make, session):
    made(transact, actor, "Balanced", time_limit_s=7)
    fair = made(transact, actor, "Fair", weights={"core_balance": 90}, time_limit_s=11)
    stores = [make.store() for _ in range(2)]
    week = MONDAY + timedelta(weeks=50)
    with transact() as writing:
        for store, config_id in zip(stores, (None, fair.id), strict=True):
            auto_scheduling.request_run(writing, actor, week=week, weeks=2, store_ids=[store.id], config_id=config_id)
    with transact() as writing:
        optimisation.update(writing, actor, Wanted("Other"), config_id=fair.id, version=None)

    session.rollback()
    first, second = session.query(Run).order_by(Run.id)
    assert (first.config["name"], first.time_limit_s) == ("Balanced", 14)
    assert (second.config["name"], second.time_limit_s) == ("Fair", 22)
    assert optimisation.weights_of_run(second.config) == Weights(core_balance=90)
    assert second.status is RunStatus.QUEUED


def test_an_unknown_configuration_is_refused(transact, actor, make):
    week, store = MONDAY + timedelta(weeks=50), make.store()
    with pytest.raises(Invalid, match="no such configuration"), transact() as session:
        auto_scheduling.request_run(session, actor, week=week, store_ids=[store.id], config_id=99)
    with pytest.raises(NotFound), transact() as session:
        optimisation.clone(session, actor, config_id=99)


def test_without_any_configuration_the_product_decides(transact, actor, make, session):
    store = make.store()
    with transact() as writing:
        auto_scheduling.request_run(writing, actor, week=MONDAY + timedelta(weeks=50), store_ids=[store.id])

    session.rollback()
    assert session.query(Run).one().config == {}
    assert optimisation.default_weights(session) == Weights()


def test_only_who_may_edit_settings_may_change_them(transact, actor):
    with pytest.raises(Forbidden), transact() as session:
        optimisation.create(session, replace(actor, role=Role.SUPERVISOR), Wanted("Mine"))


def test_a_configuration_of_noughts_is_told_apart():
    assert optimisation.strives_for_nothing(Weights(**dict.fromkeys(optimisation.WEIGHTS, 0)))
    assert not optimisation.strives_for_nothing(Weights())

"""Two writers meet: one is let through, the other does its unit of work again."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import text

from app.db import TRIES, again_after_collision, db, transaction
from app.errors import Busy, Collided
from app.models import Employee
from tests.factories import Make

_RENAME = text("UPDATE employees SET phone = :word WHERE id = :id")


@pytest.fixture
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda _seconds: None)


def colliding(times: int, answer: str = "done") -> tuple[Callable[[], str], list[int]]:
    calls: list[int] = []

    def unit() -> str:
        calls.append(1)
        if len(calls) <= times:
            raise Collided("met somebody")
        return answer

    return unit, calls


def test_a_collision_is_tried_again(no_pauses: None) -> None:
    unit, calls = colliding(TRIES - 1)

    assert again_after_collision(unit) == "done"
    assert len(calls) == TRIES


def test_it_gives_up_in_the_end(no_pauses: None) -> None:
    unit, calls = colliding(TRIES)

    with pytest.raises(Collided):
        again_after_collision(unit)
    assert len(calls) == TRIES


def test_what_only_takes_long_is_not_tried_again(no_pauses: None) -> None:
    calls: list[int] = []

    def unit() -> None:
        calls.append(1)
        raise Busy("locked for too long")

    with pytest.raises(Busy):
        again_after_collision(unit)
    assert len(calls) == 1


def test_a_deadlock_ends_with_both_writers_through(app: Flask, make: Make) -> None:
    store = make.store()
    first, second = (make.employee(stores=(store,)).id for _ in range(2))
    with app.app_context():
        can_deadlock = db.engine.dialect.name == "postgresql"  # SQLite keeps the second writer at the door
    met, tries = threading.Barrier(2), []

    def write(order: tuple[int, int], word: str) -> None:
        with app.app_context():
            again_after_collision(lambda: rename(order, word))
            db.session.remove()

    def rename(order: tuple[int, int], word: str) -> None:
        tries.append(word)
        with transaction() as session:
            session.execute(_RENAME, {"word": word, "id": order[0]})
            if can_deadlock and tries.count(word) == 1:
                met.wait(timeout=20)
            session.execute(_RENAME, {"word": word, "id": order[1]})

    writers = [
        threading.Thread(target=write, args=((first, second), "one")),
        threading.Thread(target=write, args=((second, first), "two")),
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(timeout=60)

    assert len(tries) == (3 if can_deadlock else 2)
    with app.app_context():
        phones = [db.session.get_one(Employee, number).phone for number in (first, second)]
    assert phones in (["one", "one"], ["two", "two"])

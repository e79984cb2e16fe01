"""What several services of one page ask for is read once, and never kept beyond the transaction or while writing."""

from __future__ import annotations

import pytest

from app.db import db, read_once, transaction
from app.models import Setting
from app.services import settings
from tests.functional.statements import counted


@pytest.fixture
def reading(app):
    with app.app_context():
        yield db.session()


def test_a_page_reads_the_settings_once(app, reading):
    assert counted(app, lambda: [settings.read(reading) for _service in range(3)]) == 1


def test_the_next_transaction_sees_what_changed(reading, make):
    before = settings.read(reading)["calendar_first_weekday"]
    make.row(Setting(key="calendar_first_weekday", value=before + 1))
    assert settings.read(reading)["calendar_first_weekday"] == before

    reading.rollback()

    assert settings.read(reading)["calendar_first_weekday"] == before + 1


def test_who_writes_reads_anew(reading):
    with transaction() as writing:
        numbers = iter((1, 2))

        assert [read_once(writing, "number", lambda: next(numbers)) for _time in range(2)] == [1, 2]

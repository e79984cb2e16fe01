from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from flask_babel import Babel
from werkzeug.datastructures import MultiDict
from wtforms import Form

from app.web.fields import DayField


class PlanForm(Form):
    day = DayField("Day")


@pytest.fixture(autouse=True)
def _a_language():
    app = Flask(__name__)
    Babel(app)
    with app.test_request_context():
        yield


@pytest.mark.parametrize("typed", ["2026-11-24", " 2026-11-24 "])
def test_a_day_is_read(typed):
    form = PlanForm(MultiDict({"day": typed}))

    assert form.validate()
    assert form.day.day == date(2026, 11, 24)


def test_nothing_typed_is_no_day():
    form = PlanForm(MultiDict({"day": " "}))

    assert form.validate()
    assert form.day.data is None


@pytest.mark.parametrize("typed", ["2026-02-30", "2026-1-5", "24.11.2026", "1899-12-31", "2026-11-24\x00"])
def test_what_is_no_day_is_refused_and_still_shown(typed):
    form = PlanForm(MultiDict({"day": typed}))

    assert not form.validate()
    assert form.day.errors == ["Write the day like 2026-11-24."]
    assert form.day.data is None
    assert form.day._value() == typed


def test_a_day_that_was_not_typed_is_a_mistake_of_the_program():
    with pytest.raises(ValueError, match="not validated"):
        _ = PlanForm(MultiDict()).day.day

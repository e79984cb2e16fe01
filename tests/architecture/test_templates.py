"""Templates draw what they are given: no query, no silent gap."""

from __future__ import annotations

import pytest
from flask import Flask, render_template_string
from jinja2 import UndefinedError
from sqlalchemy import inspect, text
from sqlalchemy.orm import configure_mappers

from app.db import Base, db
from tests.functional.statements import asked_by_templates


def test_a_misspelt_variable_is_an_error(app: Flask) -> None:
    with app.test_request_context(), pytest.raises(UndefinedError, match="no_such_name"):
        render_template_string("{{ no_such_name }}")


def test_nothing_is_loaded_behind_a_templates_back() -> None:
    """A relationship that nobody loaded on purpose raises, so that no loop in a template sends a query a row."""
    configure_mappers()
    related = [
        (mapper.class_.__name__, one) for mapper in Base.registry.mappers for one in inspect(mapper).relationships
    ]

    assert related
    assert [f"{owner}.{one.key}" for owner, one in related if one.lazy != "raise"] == []


def test_a_query_in_a_template_would_be_seen(app: Flask) -> None:
    def ask() -> object:
        return db.session.execute(text("SELECT 41 + 1")).scalar()

    with asked_by_templates() as asked, app.test_request_context():
        assert render_template_string("{{ ask() }}", ask=ask) == "42"

    assert any("SELECT 41 + 1" in one for one in asked)


def test_a_query_before_the_template_is_not_meant(app: Flask) -> None:
    with asked_by_templates() as asked, app.test_request_context():
        render_template_string("{{ found }}", found=db.session.execute(text("SELECT 42")).scalar())
        db.session.execute(text("SELECT 43"))

    assert asked == []

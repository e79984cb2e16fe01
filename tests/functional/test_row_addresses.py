"""Addresses of many rows are those that building each of them gives."""

from __future__ import annotations

from flask import url_for

from app.web.templating import addresses_of


def test_each_row_has_the_address_of_its_page(app):
    with app.test_request_context():
        address = addresses_of("schedules.move", "schedule_id")

        assert [address(number) for number in (1, 42)] == [url_for("schedules.move", schedule_id=n) for n in (1, 42)]

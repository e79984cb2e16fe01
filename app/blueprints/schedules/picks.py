"""What was chosen for each of several schedules, read by name: pick_7 is the choice for schedule 7."""

from __future__ import annotations

from flask import request

_LONGEST = 64


def picks_of_form() -> dict[int, str]:
    """Anything else than the number of a row is no pick."""
    named = ((name.removeprefix("pick_"), value) for name, value in request.form.items() if name.startswith("pick_"))
    return {
        int(number): value[:_LONGEST]
        for number, value in named
        if number.isascii() and number.isdigit() and len(number) < 11
    }

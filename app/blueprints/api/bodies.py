"""The JSON that a program sends, read strictly: one object, every name once, numbers that JSON knows, honest text."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from flask import Request

from app.errors import AppError


class Unreadable(AppError):
    """The body cannot be read at all."""


class NotJson(AppError):
    status = 415
    code = "unsupported_media_type"
    title = "Please send JSON"


def read(request: Request) -> dict[str, Any]:
    """Nothing at all counts as an empty object. Raises Unreadable or NotJson."""
    sent = request.get_data(cache=True)
    if not sent:
        return {}
    if not request.is_json:
        raise NotJson("Send the body as JSON, with the header Content-Type: application/json.")
    try:
        found = json.loads(sent.decode("utf-8"), object_pairs_hook=_each_once, parse_constant=_no_number)
        json.dumps(found, ensure_ascii=False).encode("utf-8")  # half a surrogate pair is no text
    except UnicodeError as error:
        raise Unreadable("The body is not valid UTF-8 text.") from error
    except RecursionError as error:
        raise Unreadable("The body is nested too deeply.") from error
    except ValueError as error:
        raise Unreadable(f"The body is not valid JSON: {error}.") from error
    if found is not None and not isinstance(found, dict):
        raise Unreadable('Send one JSON object: {"name": value, ...}.')
    return found or {}


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("the same name stands twice in one object")
    return found


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"{word} is no number")

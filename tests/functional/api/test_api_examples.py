"""Every example of docs/API.md, in its order, against the product."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine

from app.vocabulary import Role
from tests.conftest import PASSWORD

_BLOCK = re.compile(r"^```http\n(.*?)^```$", re.S | re.M)
#: The day of the examples, a Tuesday; their week begins on 2026-12-14.
_TODAY = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)


def examples() -> list[tuple[str, str]]:
    blocks = _BLOCK.findall(Path("docs/API.md").read_text(encoding="utf-8"))
    return list(zip(blocks[::2], blocks[1::2], strict=True))


def split(block: str) -> tuple[str, dict[str, str], str]:
    head, _, body = block.partition("\n\n")
    first, *lines = head.strip().splitlines()
    return first, dict(line.split(": ", 1) for line in lines), body.strip()


def agrees(said: Any, found: Any) -> bool:
    """What the example says must be there; it may leave fields out."""
    if said == "…":
        return bool(found)
    if isinstance(said, dict):
        return all(name in found and agrees(value, found[name]) for name, value in said.items())
    if isinstance(said, list):
        return len(said) == len(found) and all(agrees(one, two) for one, two in zip(said, found, strict=True))
    return said == found


@pytest.fixture
def on_the_day_of_the_examples():
    with time_machine.travel(_TODAY, tick=True):
        yield


def test_the_examples_do_what_they_say(on_the_day_of_the_examples, app, make, world):
    make.user(username="ann", role=Role.MANAGER, password=PASSWORD)
    client, known = app.test_client(), {}
    for example, told in examples():
        asked = example
        for name, value in known.items():
            asked = asked.replace("{{" + name + "}}", value)
        line, headers, body = split(asked)
        method, path = line.split(" ")
        kind = headers.pop("Content-Type", "application/json")
        answer = client.open(path, method=method, headers=headers, data=body, content_type=kind if body else None)
        status, wanted, shown = split(told)
        assert answer.status_code == int(status.split()[1]), f"{line}: {answer.text}"
        assert agrees(json.loads(shown), answer.json), f"{line}: {answer.text}"
        assert wanted.items() <= dict(answer.headers).items(), line
        known |= {name: answer.json[name] for name in ("access_token",) if name in answer.json}
        known |= {"etag": answer.headers["ETag"]} if "ETag" in answer.headers else {}
    assert len(examples()) >= 10

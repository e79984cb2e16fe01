"""Invented instances are the same for the same arguments, and such that the engine reads them."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from app.services.scheduling import files
from scripts.bench_instances import SORTS, Size, instance, instance_text, main

SIZE = Size(stores=2, employees=20, events=100, weeks=2)


def test_the_same_size_gives_the_same_bytes_for_ever() -> None:
    """Figures of different years are only comparable when nobody throws the dice differently."""
    text = instance_text(SIZE)

    assert text == instance_text(SIZE)
    assert sha256(text.encode()).hexdigest()[:16] == "b7db936397ab02be"


@pytest.mark.parametrize("other", [{"seed": 2}, {"profile": "base"}, {"floaters": 0.9}, {"weeks": 3}])
def test_another_argument_gives_another_instance(other: dict[str, object]) -> None:
    assert instance_text(replace(SIZE, **other)) != instance_text(SIZE)  # type: ignore[arg-type]


def test_there_are_as_many_of_everything_as_was_asked_for() -> None:
    made = json.loads(instance_text(SIZE))

    assert (len(made["stores"]), len(made["employees"]), len(made["events"])) == (2, 20, 100)
    types = Counter(event["type"] for event in made["events"])
    assert set(types) == set(SORTS)
    assert types["Supervisor"] == 15


def test_a_check_in_goes_with_a_core_of_its_store_and_window() -> None:
    events = {event["id"]: event for event in json.loads(instance_text(SIZE))["events"]}

    for event in events.values():
        core = events.get(event.get("paired_with", ""))
        assert (core is not None) == (event["type"] == "Supervisor")
        if core is not None:
            assert core["type"] == "Core"
            assert [core[name] for name in ("store", "start", "due")] == [
                event[name] for name in ("store", "start", "due")
            ]


@pytest.mark.parametrize("employees", [1, 3, 20, 45])
def test_the_engine_reads_it(employees: int) -> None:
    task = files.read(json.dumps(instance(replace(SIZE, employees=employees))))

    assert len(task.problem.employees) == employees


def test_it_writes_the_file_and_refuses_what_is_too_small(tmp_path: Path) -> None:
    words = ["--stores", "2", "--employees", "20", "--events", "100", "--weeks", "2", "--profile", "tight"]

    assert main([*words, "-o", str(tmp_path / "made.json")]) == 0
    assert (tmp_path / "made.json").read_text(encoding="utf-8") == instance_text(SIZE)
    with pytest.raises(SystemExit):
        main([*words, "--weeks", "1"])

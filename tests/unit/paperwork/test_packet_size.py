"""A busy day must fit beside the other work of the machine; `scripts/bench packet` says how long it takes."""

from __future__ import annotations

import pytest

from app.paperwork.model import EdrLayout
from scripts.bench_packet import measured_apart

MOST_MEGABYTES = 512


@pytest.mark.parametrize("layout", EdrLayout)
def test_forty_events_are_bound_in_little_memory(layout: EdrLayout):
    figures = measured_apart(layout, events=40)

    assert figures["megabytes"] < MOST_MEGABYTES
    assert figures["pages"] > 200
    assert figures["size"] < 5_000_000

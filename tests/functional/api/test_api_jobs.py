"""Stopping work in the background over the API."""

from __future__ import annotations

import pytest

from app.models import Job
from app.models.columns import utc_now
from app.vocabulary import JobKind, JobState


@pytest.mark.parametrize("kind", JobKind)
def test_a_manager_may_stop_every_kind_of_work(manager, make, kind):
    job = make.row(Job(kind=kind, key="x", run_at=utc_now(), state=JobState.QUEUED))

    assert manager.send("DELETE", f"/scheduling/jobs/{job.id}", 200).json["state"] == "cancelled"

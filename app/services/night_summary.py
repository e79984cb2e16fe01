"""The mail about the night: what was done, what failed, and what to do about it."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import current_app

from app.db import transaction
from app.formatting import short_day
from app.integrations import mail
from app.models import Job
from app.queries import jobs as queries
from app.services import settings
from app.services.jobs import Progress
from app.vocabulary import JobKind, JobState

_STEP_WORDS = {
    JobKind.SYNC_CROSSMARK: "Sync with Crossmark",
    JobKind.SYNC_EDR: "Event reports from Walmart",
    JobKind.RECONCILE: "Comparison",
    JobKind.AUDIT: "Audit",
    JobKind.AUTO_SCHEDULE: "Auto-scheduler",
    JobKind.PACKET: "Packet",
    JobKind.BACKUP: "Backup",
}


def run_summary(job_id: int, payload: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """The job. Raises an IntegrationError when the mail server does not take it."""
    del job_id
    night = date.fromisoformat(payload["night"])
    with transaction() as session:
        lines, failed = _lines(queries.jobs_of_night(session, night))
        recipients = list(settings.read(session)["summary_recipients"])
    progress.report(0.5, "Sending the summary")
    subject = f"Night of {short_day(night)}: " + (f"{failed} need a look" if failed else "all is well")
    server = mail.server_of(current_app.extensions["settings"].smtp_url)
    mail.send(server, recipients, subject=subject, text="\n".join([subject, "", *lines, ""]))
    return {"message": f"Sent to {len(recipients)} people.", "failed": failed}


def _lines(found: list[Job]) -> tuple[list[str], int]:
    done = [job for job in found if job.kind in _STEP_WORDS]
    failed = [job for job in done if job.state is not JobState.DONE]
    lines = [
        f"{'OK  ' if job.state is JobState.DONE else 'LOOK'} {_STEP_WORDS[job.kind]}: {job.message}" for job in done
    ]
    return lines, len(failed)

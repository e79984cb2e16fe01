"""Every Celery task. None carries work in its message: what to do stands in the database."""

from __future__ import annotations

from app.db import transaction
from app.extensions import celery
from app.models.columns import utc_now
from app.services import jobs, mails, nightly, outbox, push, sync_requests, webhook_delivery, webhook_messages
from app.services.audit_mail import run_audit_mail
from app.services.auto_scheduling import run_auto_schedule
from app.services.backups import run_backup
from app.services.daily_audit import run_audit
from app.services.daily_paperwork import run_packet
from app.services.edr import run_edr_sync
from app.services.imports.crossmark_people import run_crossmark_people
from app.services.imports.long_imports import run_import
from app.services.night_summary import run_summary
from app.services.reconciling import run_reconciliation
from app.services.sync import run_crossmark_sync
from app.vocabulary import JobKind

RUNNERS: dict[JobKind, jobs.Runner] = {
    JobKind.SYNC_CROSSMARK: run_crossmark_sync,
    JobKind.SYNC_EDR: run_edr_sync,
    JobKind.AUTO_SCHEDULE: run_auto_schedule,
    JobKind.PACKET: run_packet,
    JobKind.RECONCILE: run_reconciliation,
    JobKind.BACKUP: run_backup,
    JobKind.SUMMARY: run_summary,
    JobKind.AUDIT: run_audit,
    JobKind.AUDIT_MAIL: run_audit_mail,
    JobKind.IMPORT: run_import,
    JobKind.CROSSMARK_PEOPLE: run_crossmark_people,
}


@celery.task(name=jobs.RUN_TASK)
def run_job(job_id: int) -> None:
    jobs.run(job_id, RUNNERS)


@celery.task(name=push.DELIVER_TASK)
def deliver_outbox() -> None:
    outbox.deliver_due()


@celery.task(name=webhook_messages.DELIVER_TASK)
def deliver_webhooks() -> None:
    """Rings again for what is left, so that other work has its turn in between."""
    webhook_delivery.deliver_due()
    if webhook_delivery.anything_due():
        webhook_messages.ring()


@celery.task(name=mails.DELIVER_TASK)
def deliver_mails() -> None:
    mails.deliver_due()


@celery.task(name="tick")
def tick() -> None:
    """Once a minute: ring for whatever waits in the database and nobody works on."""
    with transaction() as session:
        nightly.enqueue_due(session, utc_now())
        nightly.tidy(session, utc_now())
        waiting = jobs.reap(session)
        sync_requests.close_ended(session)
    for job_id, request_id in waiting:
        jobs.ring(job_id, request_id)
    if webhook_delivery.anything_due():
        webhook_messages.ring()
    outbox.deliver_due()
    mails.deliver_due()

"""What `celery -A app.worker` runs: worker and tick. The only module that builds the application when imported."""

from __future__ import annotations

import os
from typing import Any

from celery.signals import setup_logging, task_postrun, task_prerun, worker_process_init
from structlog.contextvars import bind_contextvars, clear_contextvars

from app import create_app
from app.extensions import celery
from app.tasks import doorbells as _doorbells  # noqa: F401  # registers the tasks

#: How far work in the background stands back when the processors are busy.
NICENESS = 10

flask_app = create_app()
celery.set_default()
celery.set_current()


@worker_process_init.connect
def _let_pages_go_first(**_: Any) -> None:
    """People who wait for a page come before work that nobody watches."""
    os.nice(NICENESS)


@setup_logging.connect
def _keep_our_logging(**_: Any) -> None:
    """Celery leaves logging alone when somebody listens here; create_app has set it up."""


@task_prerun.connect
def _enter(task: Any, **_: Any) -> None:
    headers = task.request.get("headers") or {}
    clear_contextvars()
    bind_contextvars(request_id=headers.get("request_id") or task.request.id, task=task.name)
    task.request.app_context = flask_app.app_context()
    task.request.app_context.push()


@task_postrun.connect
def _leave(task: Any, **_: Any) -> None:
    task.request.app_context.pop()
    clear_contextvars()

"""Whether the product is alive and ready. Open to all, so it says no more than load balancers need."""

from __future__ import annotations

import time
from typing import Any

import structlog
from flask import Blueprint, current_app, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from app.config import VERSION
from app.db import db
from app.services import health
from app.services.health import Health
from app.web.access import public

bp = Blueprint("health", __name__, url_prefix="/health")
log = structlog.get_logger(__name__)
#: However often somebody asks, a process looks once in this many seconds.
FRESH_SECONDS = 1.0
_SEEN = "health"
#: Set in the process by whoever was told to end it; what is under way is still answered.
STOPPING = "stopping"


@bp.get("/live")
@public
def live() -> ResponseReturnValue:
    """No database, no lock: only says that the process answers."""
    return jsonify(status="alive")


@bp.get("/ready")
@public
def ready() -> ResponseReturnValue:
    if current_app.extensions.get(STOPPING):
        return jsonify(status=STOPPING), 503
    found = _fresh()
    return jsonify(status=found.status), 200 if found.is_ready else 503


@bp.get("")
@public
def full() -> ResponseReturnValue:
    found = _fresh()
    document = _document(found)
    if current_app.extensions.get(STOPPING):
        document["status"] = STOPPING
    return jsonify(document), 503 if document["status"] == STOPPING or not found.is_ready else 200


def _fresh() -> Health:
    seen = current_app.extensions.get(_SEEN)
    now = time.monotonic()
    if seen is None or now - seen[0] > FRESH_SECONDS:
        seen = current_app.extensions[_SEEN] = (now, _look())
    found: Health = seen[1]
    return found


def _look() -> Health:
    settings = current_app.extensions["settings"]
    migrations = str(current_app.extensions["migrate"].directory)
    try:
        return health.look(db.session(), settings, migrations=migrations)
    except SQLAlchemyError:
        log.warning("health: the database does not answer", exc_info=True)
        return health.unreachable(settings)
    finally:
        db.session.remove()


def _document(found: Health) -> dict[str, Any]:
    return {
        "status": found.status,
        "database": found.database,
        "redis": found.redis,
        "queue": found.queue,
        "last_sync": found.last_sync.isoformat() if found.last_sync else None,
        "last_backup": found.last_backup.isoformat() if found.last_backup else None,
        "version": VERSION,
    }

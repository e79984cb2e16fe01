"""Whether the product is alive and ready. Open to all, so it says no more than load balancers need."""

from __future__ import annotations

from typing import Any

import structlog
from flask import Blueprint, current_app, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from app.db import db
from app.queries import health
from app.web.access import public

bp = Blueprint("health", __name__, url_prefix="/health")
log = structlog.get_logger(__name__)


@bp.get("/live")
@public
def live() -> ResponseReturnValue:
    """No database, no lock: only says that the process answers."""
    return jsonify(status="alive")


@bp.get("/ready")
@public
def ready() -> ResponseReturnValue:
    found = _look()
    return jsonify(status=found["status"]), 200 if found["database"] == "up" else 503


@bp.get("")
@public
def full() -> ResponseReturnValue:
    found = _look()
    return jsonify(found), 200 if found["database"] == "up" else 503


def _look() -> dict[str, Any]:
    settings = current_app.extensions["settings"]
    try:
        seen = health.look(db.session())
    except SQLAlchemyError:
        log.warning("health: the database does not answer", exc_info=True)
        seen = None
    finally:
        db.session.remove()
    redis = health.redis_state(settings.redis_url)
    if seen is None:
        return _document("down", "down", redis, None)
    return _document(_status(seen, redis), "up", redis, seen)


def _status(seen: health.Seen, redis: str) -> str:
    if redis == "down" or seen.queue_late:
        return "degraded: queue"
    return "degraded: crossmark" if seen.sync_late else "ready"


def _document(status: str, database: str, redis: str, seen: health.Seen | None) -> dict[str, Any]:
    return {
        "status": status,
        "database": database,
        "redis": redis,
        "queue": seen.queued if seen else None,
        "last_sync": seen.last_sync.isoformat() if seen and seen.last_sync else None,
        "last_backup": None,
        "version": current_app.config["API_VERSION"],
    }

"""The daily audit: what somebody should settle, now."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from app.blueprints.api import bp
from app.blueprints.api.fields import Day, choice, query_id, shown_day
from app.blueprints.api.packets import first_store
from app.db import db
from app.services import daily_audit
from app.services.audit.finding import Finding, FixKind
from app.vocabulary import FindingSeverity, Permission
from app.web.access import current_actor, requires


class AuditFixSchema(Schema):
    kind = choice(FixKind, required=True)
    id = fields.Integer(allow_none=True, metadata={"description": "Of the event for `staff`, else of the schedule."})
    other_id = fields.Integer(allow_none=True, metadata={"description": "Of the schedule to trade with."})


class FindingSchema(Schema):
    key = fields.String(required=True, metadata={"description": "Changes with the facts behind the finding."})
    check = fields.String(required=True)
    severity = choice(FindingSeverity, required=True)
    date = shown_day(required=True)
    message = fields.String(required=True)
    suggestion = fields.String(required=True)
    details = fields.List(fields.String(), required=True)
    fix = fields.Nested(AuditFixSchema, allow_none=True)
    dismissed = fields.Boolean(required=True)


class AuditSchema(Schema):
    store_id = fields.Integer(required=True)
    date = shown_day(required=True)
    to = shown_day(required=True)
    result = choice(("pass", "warning", "fail"), required=True)
    critical = fields.Integer(required=True)
    warning = fields.Integer(required=True)
    info = fields.Integer(required=True)
    statistics = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    findings = fields.List(fields.Nested(FindingSchema), required=True)


class AuditQuery(Schema):
    date = Day(required=True)
    to = Day(metadata={"description": "The last day; left out: the same day. At most 31 days."})
    store_id = query_id(metadata={"description": "Left out: your first store by number."})
    run_id = query_id(metadata={"description": "As if the open proposals of this run were applied."})


@bp.get("/audit", tags=["Days"])
@requires(Permission.VIEW_SCHEDULE)
@bp.arguments(AuditQuery, location="query")
@bp.response(200, AuditSchema)
def audit_days(query):
    """What somebody should settle on one day or several: every rule and check, asked now."""
    store_id = query.get("store_id") or first_store()
    audited = daily_audit.look(
        db.session(),
        current_actor(),
        store_id=store_id,
        first=query["date"],
        last=query.get("to"),
        run_id=query.get("run_id"),
    )
    return _shown(audited)


def _shown(audited: daily_audit.Audited) -> dict[str, Any]:
    counts = {severity.value: number for severity, number in audited.counts.items()}
    return {
        "store_id": audited.store.id,
        "date": audited.first.isoformat(),
        "to": audited.last.isoformat(),
        "result": audited.verdict,
        **counts,
        "statistics": audited.statistics,
        "findings": [_finding(one, one.key in audited.dismissed) for one in audited.found],
    }


def _finding(one: Finding, dismissed: bool) -> dict[str, Any]:
    return {
        "key": one.key,
        "check": one.check,
        "severity": one.severity.value,
        "date": one.day.isoformat(),
        "message": one.message,
        "suggestion": one.suggestion,
        "details": list(one.details),
        "fix": {"kind": one.fix.kind.value, "id": one.fix.id, "other_id": one.fix.other_id}
        if one.fix and one.can_be_fixed
        else None,
        "dismissed": dismissed,
    }

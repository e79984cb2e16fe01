"""Why nobody does an event, and what would help."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from app.blueprints.api import bp
from app.blueprints.api.blueprint import ID
from app.blueprints.api.events import seen_event
from app.blueprints.api.fields import ViolationSchema, choice, query_id, shown_day
from app.db import db
from app.services import why_not as services
from app.services.repair_plan import RepairPlan
from app.services.scheduling.repair import RepairKind
from app.services.scheduling.why_not import Stage, Step
from app.services.why_not import Answer
from app.vocabulary import Permission
from app.web.access import current_actor, requires


class StoppedSchema(Schema):
    employee_id = fields.Integer(required=True)
    name = fields.String(required=True)
    date = shown_day(required=True)
    rule = fields.String(required=True)
    message = fields.String(required=True)


class StepSchema(Schema):
    stage = choice(Stage, required=True)
    passed = fields.Integer(required=True, metadata={"description": "How many get past this question."})
    stopped = fields.List(fields.Nested(StoppedSchema), required=True)


class ClosedDaySchema(Schema):
    date = shown_day(required=True)
    rule = fields.String(required=True)
    message = fields.String(required=True)


class FixSchema(Schema):
    kind = choice(RepairKind, required=True)
    summary = fields.String(required=True)
    consequences = fields.List(fields.String(), required=True)
    violations = fields.List(fields.Nested(ViolationSchema), required=True)
    needs = fields.String(required=True, metadata={"description": "What somebody has to grant first, else empty."})
    cost = fields.Integer(required=True, metadata={"description": "Points; fewer is better."})


class WhyNotSchema(Schema):
    event_id = fields.Integer(required=True)
    reason = fields.String(required=True, metadata={"description": "What decides it."})
    asked = fields.Integer(required=True, metadata={"description": "People there are."})
    funnel = fields.List(fields.Nested(StepSchema), required=True)
    closed_days = fields.List(fields.Nested(ClosedDaySchema), required=True)
    fixes = fields.List(fields.Nested(FixSchema), required=True, metadata={"description": "Cheapest first."})


class WhyNotQuery(Schema):
    run_id = query_id(metadata={"description": "Ask beside the lines of this run, which are not applied yet."})


@bp.get(f"/events/<{ID}:event_id>/why-not", tags=["Events"])
@requires(Permission.VIEW_EVENTS)
@bp.arguments(WhyNotQuery, location="query")
@bp.response(200, WhyNotSchema)
def why_not(query, event_id):
    """Why nobody does an event: who drops out at which question, what decides it, and the cheapest proven fixes."""
    seen_event(event_id)
    answer = services.explain(db.session(), current_actor(), event_id=event_id, run_id=query.get("run_id"))
    return _shown(answer)


def _shown(answer: Answer) -> dict[str, Any]:
    found = answer.found
    return {
        "event_id": answer.event.id,
        "reason": answer.binding,
        "asked": found.asked,
        "funnel": [_step(step) for step in found.steps] if found.asked else [],
        "closed_days": [
            {"date": one.day.isoformat(), "rule": one.rule, "message": one.message} for one in found.closed
        ],
        "fixes": [_fix(plan) for plan in answer.offers],
    }


def _step(step: Step) -> dict[str, Any]:
    stopped = [
        {
            "employee_id": stop.place.employee.id,
            "name": stop.place.employee.name,
            "date": stop.place.day.isoformat(),
            "rule": stop.violation.rule,
            "message": stop.violation.message,
        }
        for stop in step.stopped
    ]
    return {"stage": step.stage.value, "passed": step.passed, "stopped": stopped}


def _fix(plan: RepairPlan) -> dict[str, Any]:
    broken = [{"rule": one.rule, "severity": one.severity, "message": one.message} for one in plan.violations]
    return {
        "kind": plan.repair.kind.value,
        "summary": plan.repair.summary,
        "consequences": [one.text for one in plan.consequences],
        "violations": broken,
        "needs": plan.repair.needs,
        "cost": plan.repair.cost,
    }

"""Everything the Crossmark sandbox only reads out: the feed, reps, bookings and documents."""

from __future__ import annotations

import json
from datetime import date
from sqlite3 import Row

from app.sandbox.crossmark_state import CrossmarkState
from app.sandbox.crossmark_wire import (
    feed_query,
    project_window,
    qualified_rep,
    rep_object,
    sales_tools,
    scheduled_event,
)
from app.sandbox.messages import Answer, BadRequest, Request
from app.sandbox.pages import page
from app.sandbox.sales_tools import draw_sales_tool


class CrossmarkReads:
    def __init__(self, state: CrossmarkState) -> None:
        self._state = state

    def planning_mplans(self, request: Request) -> Answer:
        wanted = feed_query(request)
        total, rows = self._state.feed(wanted, request.origin)
        return Answer.json({"total": total, "mplans": rows})

    def available_reps(self, request: Request) -> Answer:
        fields = request.multipart()
        if set(fields) != {"project"}:
            raise BadRequest("exactly one part, named project, is expected")
        first, last = (moment.date() for moment in project_window(fields["project"]))
        hours: dict[str, list[float]] = {}
        for booking in self._state.bookings_between(first, last):
            hours.setdefault(booking["rep_id"], []).append(booking["minutes"] / 60)
        reps = {
            rep["rep_id"]: rep_object(rep, sum(hours[rep["rep_id"]]), len(hours[rep["rep_id"]]))
            if rep["rep_id"] in hours
            else rep_object(rep, None, 0)
            for rep in self._state.reps_in(first, last)
        }
        return Answer.json({"reps": reps})

    def qualified_reps(self, request: Request) -> Answer:
        plan = self._state.plan(request.query.get("mPlanID", ""))
        if plan is None or plan["location_id"] != request.query.get("storeID"):
            return Answer.json({"data": []})
        start, limit = request.number("start", 0), request.number("limit", 100)
        reps = self._state.qualified_reps(plan)
        return Answer.json({"total": len(reps), "data": [qualified_rep(rep) for rep in reps[start : start + limit]]})

    def scheduled_events(self, request: Request) -> Answer:
        wanted = request.json_object()
        try:
            first, last = (date.fromisoformat(str(wanted.get(name, ""))) for name in ("startDate", "endDate"))
        except ValueError as error:
            raise BadRequest("startDate and endDate are required, as YYYY-MM-DD") from error
        filters = {"repId": "rep_id", "locationId": "location_id", "status": "condition"}
        events = [
            scheduled_event(booking)
            for booking in self._state.bookings_between(first, last)
            if all(str(wanted[name]) == booking[column] for name, column in filters.items() if wanted.get(name))
        ]
        return Answer.json({"events": events})

    def bulk_print(self, request: Request) -> Answer:
        try:
            wanted = json.loads(request.form().get("mplanLocationIDs", ""))
            plans = [self._state.plan(str(pair["mPlanID"])) for pair in wanted]
        except (ValueError, KeyError, TypeError) as error:
            raise BadRequest("mplanLocationIDs must be a JSON list of {mPlanID, storeID}") from error
        return Answer.json(
            {
                "mplans": [
                    {"mPlanID": plan["mplan_id"], "salesTools": sales_tools(plan, request.origin)}
                    for plan in plans
                    if plan is not None
                ]
            }
        )

    def sales_tool(self, number: str) -> Answer:
        """Open without a session, like the file hosts the site points at."""
        plan = self._state.plan_of_tool(number)
        if plan is None:
            return Answer.html(page("Not found", "This document is not there."), status=404)
        return Answer(body=draw_sales_tool(number, plan["product"]), content_type="application/pdf")

    def net_bookings(self) -> Answer:
        """What is booked now; `seeded` ones were there from the first day."""
        return Answer.json([_net_booking(row) for row in self._state.active_bookings()])


def _net_booking(row: Row) -> dict[str, object]:
    return {
        "scheduleEventID": str(row["schedule_event_id"]),
        "mPlanID": row["mplan_id"],
        "RepID": row["rep_id"],
        "LocationID": row["location_id"],
        "Start": row["start"],
        "End": row["finish"],
        "account": row["account"],
        "sequence": row["sequence"],
        "seeded": row["sequence"] is None,
    }

"""Troubles a test can order: which request they hit, after how many, how often, and how they bend an answer."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass

from app.sandbox.messages import Answer, BadRequest

#: Nothing happens and nothing, or something unusable, is answered.
BEFORE_EFFECT = frozenset({"refuse", "accept-silent", "rst-before", "status", "html-login", "redirect"})
#: The request is carried out, but the client is told otherwise, late, or not at all.
AFTER_EFFECT = frozenset(
    {"rst-after-effect", "status-after-effect", "delay", "drip", "garbage", "truncated", "short-read", "empty", "body"}
)
#: The request is carried out later, or under changed circumstances.
AROUND_EFFECT = frozenset({"delay-effect", "expire-session", "require-mfa", "loop-page"})
#: The answer stays JSON but says something wrong.
BENT_ANSWER = frozenset(
    {"short-page", "empty-list", "dup-rows", "shrink", "missing-field", "set-field", "no-id", "wrong-id", "foreign-id"}
)
HEAVY = frozenset({"huge", "gzip-bomb"})
KINDS = BEFORE_EFFECT | AFTER_EFFECT | AROUND_EFFECT | BENT_ANSWER | HEAVY

ID_NAMES = frozenset(
    {"scheduleEventID", "id", "scheduledEventId", "ID", "eventId", "schedule_event_id", "scheduleId", "ScheduleEventID"}
)
ROW_NAMES = ("mplans", "reps", "data", "events")
_WRONG_ID = "99999999"


@dataclass
class Fault:
    """`match` is a part of the path; the first `after` matching requests pass, then `count` are hit (None = all).

    `delay` is in seconds; `value` serves set-field and body; `hits` counts what it has done.
    """

    match: str
    kind: str
    after: int = 0
    count: int | None = None
    delay: float = 1.0
    status: int = 500
    headers: tuple[tuple[str, str], ...] = ()
    field: str = ""
    value: object = None
    seen: int = 0
    hits: int = 0


class FaultPlan:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._faults: list[Fault] = []

    def add(self, fault: Fault) -> None:
        with self._lock:
            self._faults.append(fault)

    def clear(self) -> None:
        with self._lock:
            self._faults.clear()

    def pick(self, path: str) -> Fault | None:
        """The first fault that hits this request; every matching one counts it."""
        with self._lock:
            picked = None
            for fault in self._faults:
                if fault.match not in path:
                    continue
                fault.seen += 1
                due = fault.seen > fault.after and (fault.count is None or fault.hits < fault.count)
                if due and picked is None:
                    fault.hits += 1
                    picked = fault
            return picked


def parse_fault(ordered: Mapping[str, object]) -> Fault:
    """Raises BadRequest for an unknown kind, so that a mistyped fault cannot pass as a passed test.

    `bps` (bytes a second) may stand for the delay of a drip, and `url` for the value of a redirect.
    """
    kind = str(ordered.get("kind", "")).lower()
    if kind not in KINDS:
        raise BadRequest(f"kind must be one of {', '.join(sorted(KINDS))}")
    headers = ordered.get("headers")
    count = ordered.get("count")
    return Fault(
        match=str(ordered.get("match", "")),
        kind=kind,
        after=int(str(ordered.get("after", 0))),
        count=None if count is None else int(str(count)),
        delay=_delay(ordered),
        status=int(str(ordered.get("status", 500))),
        headers=tuple((str(k), str(v)) for k, v in headers.items()) if isinstance(headers, dict) else (),
        field=str(ordered.get("field", "")),
        value=ordered.get("value", ordered.get("url")),
    )


def _delay(ordered: Mapping[str, object]) -> float:
    if "bps" not in ordered:
        return float(str(ordered.get("delay", 1.0)))
    bytes_per_second = float(str(ordered["bps"]))
    if bytes_per_second <= 0:
        raise BadRequest("bps must be more than 0")
    return 1 / bytes_per_second


def bend(answer: Answer, fault: Fault, foreign_id: str | None) -> Answer:
    """The answer as the fault makes it; one without JSON stays as it was."""
    payload = answer.payload
    if payload is None:
        return answer
    if fault.kind in {"no-id", "wrong-id", "foreign-id"}:
        return answer.with_payload(_with_id(payload, fault.kind, foreign_id))
    if fault.kind in {"missing-field", "set-field"}:
        return answer.with_payload(_with_field(payload, fault))
    return answer.with_payload(_with_rows(payload, fault))


def _with_id(payload: object, kind: str, foreign_id: str | None) -> object:
    if not isinstance(payload, dict):
        return payload
    kept = {name: value for name, value in payload.items() if name not in ID_NAMES}
    if kind == "no-id":
        return kept
    return {**kept, "scheduleEventID": _WRONG_ID if kind == "wrong-id" else foreign_id or _WRONG_ID}


def _with_field(payload: object, fault: Fault) -> object:
    """In every row of a list, in every row under a known name, or at the top."""
    if isinstance(payload, list):
        return [_changed(row, fault) for row in payload]
    if not isinstance(payload, dict):
        return payload
    for name in ROW_NAMES:
        rows = payload.get(name)
        if name != fault.field and isinstance(rows, list):
            return {**payload, name: [_changed(row, fault) for row in rows]}
        if name != fault.field and isinstance(rows, dict):
            return {**payload, name: {key: _changed(row, fault) for key, row in rows.items()}}
    return _changed(payload, fault)


def _changed(row: object, fault: Fault) -> object:
    if not isinstance(row, dict):
        return row
    kept = {name: value for name, value in row.items() if name != fault.field}
    return kept if fault.kind == "missing-field" else {**kept, fault.field: fault.value}


def _with_rows(payload: object, fault: Fault) -> object:
    if isinstance(payload, list):
        return _bent_rows(payload, fault)
    if not isinstance(payload, dict):
        return payload
    bent = dict(payload)
    for name in ROW_NAMES:
        rows = payload.get(name)
        if isinstance(rows, list):
            bent[name] = _bent_rows(rows, fault)
        elif isinstance(rows, dict) and fault.kind in {"short-page", "empty-list"}:
            bent[name] = {}
    total = payload.get("total")
    if isinstance(total, int):
        bent["total"] = {"empty-list": 0, "shrink": max(0, total - 10 * fault.hits)}.get(fault.kind, total)
    return bent


def _bent_rows(rows: list[object], fault: Fault) -> list[object]:
    if fault.kind in {"short-page", "empty-list"}:
        return []
    if fault.kind == "dup-rows":
        return [*rows, *rows[: max(1, len(rows) // 2)]]
    return rows

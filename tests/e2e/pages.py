"""Every page of the running product that a role may open, read from the map of addresses, so that a new page is covered
by itself once its number has a row: add what the demo lacks to the fixture `filled` of test_screens.py."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing

from werkzeug.routing import Rule

from app import create_app
from app.vocabulary import PERMISSIONS, Permission, Role
from app.web.access import access_of
from tests import databases
from tests.e2e.processes import RunningProduct
from tests.e2e.test_main_job import next_monday

#: What is data, a stream or a piece of another page.
_NO_PAGES = re.compile(
    r"\.\w+$|<ending>|/jobs/|^/(api|static|live|health|docs|scheduling|system|optimization-configs)\b"
    r"|/preferences$|/verdicts$|/notifications/count$|/setup/|/check-in/"
)
#: Addresses whose state is in the question, besides the bare one.
_MORE = {
    "/calendar": [f"?view={view}&date={next_monday()}" for view in ("month", "week", "day", "timeline", "list")],
    "/events": ["?tab=scheduled", "?tab=all&q=nothing-is-called-so"],
    "/schedules/copy": [f"?first={next_monday()}&days=7"],
    "/schedules/new": [f"?event=<int:event_id>&date={next_monday()}"],
    "/schedules/ways-out": [f"?event=<int:event_id>&date={next_monday()}"],
    "/settings/optimisation/compare": ["?config=1&config=2"],
}
#: The bare address asks for more.
_NEVER_BARE = frozenset({"/schedules/copy", "/schedules/ways-out", "/settings/optimisation/compare"})
_ROWS = {
    "audit_id": "SELECT max(id) FROM audits WHERE store_id = 1",
    "change_id": "SELECT max(id) FROM changes WHERE store_id = 1",
    "config_id": "SELECT min(id) FROM optimisation_configs",
    "employee_id": "SELECT employee_id FROM schedules WHERE status = 'published' ORDER BY starts_at DESC",
    "event_id": "SELECT id FROM events WHERE type = 'Core' AND store_id = 1 AND start_date > date('now')"
    " AND id NOT IN (SELECT event_id FROM schedules) ORDER BY due_date",
    "file_id": "SELECT max(id) FROM import_files",
    "proposal_id": "SELECT max(id) FROM proposals WHERE status = 'proposed'",
    "report_id": "SELECT max(id) FROM edr_reports WHERE store_id = 1",
    "run_id": "SELECT max(id) FROM scheduler_runs",
    "schedule_id": "SELECT schedules.id FROM schedules JOIN events ON events.id = event_id"
    " WHERE store_id = 1 AND status = 'published' ORDER BY starts_at DESC",
    "store_id": "SELECT 1",
    "template_id": "SELECT max(id) FROM paperwork_templates",
    "time_off_id": "SELECT max(id) FROM employee_time_off WHERE status = 'requested'",
    "/sync/runs/<int:run_id>": "SELECT max(id) FROM sync_runs WHERE source = 'crossmark'",
    "/schedules/reissue/<int:event_id>": "SELECT event_id FROM schedules WHERE starts_at < datetime('now')"
    " ORDER BY starts_at DESC",
}
_WORDS = {
    "day": [next_monday().isoformat()],
    "rule": ["max_work_days"],
    "/help/<name>": ["my-work"],
    "/settings/<name>": ["durations", "paperwork"],
    "/settings/connectors/<name>": ["crossmark", "walmart_edr"],
}
#: Only who sees every store may open them (of the demo's holidays, all are of every store).
_EVERY_STORE = frozenset({"/holidays/<int:holiday_id>", "/sync/runs/<int:run_id>"})
_PLACE = re.compile(r"<(?:\w+(?:\(.*?\))?:)?(\w+)>")


def addresses(product: RunningProduct, role: Role) -> Iterator[str]:
    with closing(sqlite3.connect(f"file:{product.data_dir / 'app.db'}?mode=ro", uri=True)) as rows:
        for rule in _rules(role):
            more = _MORE.get(rule.rule, [])
            for question in more if rule.rule in _NEVER_BARE else ["", *more]:
                yield from _filled(rows, rule.rule, rule.rule + question)


def _rules(role: Role) -> list[Rule]:
    app = create_app({**databases.SETTINGS, "DATABASE_URL": "sqlite://"})
    found = []
    for rule in app.url_map.iter_rules():
        needed = access_of(app, rule.endpoint, "GET")
        if "GET" not in (rule.methods or ()) or _NO_PAGES.search(rule.rule) or not isinstance(needed, Permission):
            continue
        if role in PERMISSIONS[needed] and (role is Role.ADMIN or rule.rule not in _EVERY_STORE):
            found.append(rule)
    return sorted(found, key=lambda rule: rule.rule)


def _filled(rows: sqlite3.Connection, rule: str, address: str) -> list[str]:
    """The address with every kind of sample in its places."""
    found = [address]
    for place in _PLACE.finditer(address):
        samples = _samples(rows, rule, place[1])
        found = [one.replace(place[0], sample) for one in found for sample in samples]
    return found


def _samples(rows: sqlite3.Connection, rule: str, name: str) -> list[str]:
    words = _WORDS.get(rule) or _WORDS.get(name)
    if words:
        return words
    found = rows.execute(_ROWS.get(rule) or _ROWS.get(name) or _newest(name)).fetchone()
    return [str(found[0])] if found and found[0] else []


def _newest(name: str) -> str:
    """Of the table that is called after the number, as they nearly all are: webhook_id of webhooks."""
    return f"SELECT max(id) FROM {name.removesuffix('_id')}s"  # the name stands in our own code

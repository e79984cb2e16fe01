"""`scripts/run --check`: the main job once, through the REST API, as any other client would do it."""

from __future__ import annotations

import io
import time
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import requests
from pypdf import PdfReader

from scripts._children import say
from scripts._product import Product

_HOME_ZONE = ZoneInfo("America/Indiana/Indianapolis")
_REQUEST_SECONDS = 30
_JOB_SECONDS = 240.0
_POLL_SECONDS = 0.5
_UNFINISHED = {"queued", "running"}
_MOST_PER_PAGE = 100

_ON_THE_WAY = {"pending", "delete_pending", "unknown"}
_HOLDING = {"draft", "published"}
_MIN_PAGES = 3

Pause = Callable[[float], None]
Row = dict[str, Any]


class StepFailed(Exception):
    """The main job stopped here; the message says at what."""


def main_job(product: Product, pause: Pause, packet: Path) -> None:
    """Sync, auto-schedule, apply, push and print. Raises StepFailed, saying which step failed and why."""
    today = datetime.now(_HOME_ZONE).date()
    monday = today + timedelta(days=7 - today.weekday())
    site = Site(product, pause)
    sync(site)
    run = auto_schedule(site, monday)
    apply(site, run)
    push(site, product.folder.sandbox_urls["crossmark"], monday)
    print_packet(site, today + timedelta(days=1), packet)


class Site:
    """The product as a signed-in manager's program sees it."""

    def __init__(self, product: Product, pause: Pause) -> None:
        self.pause = pause
        self._root = f"{product.url}/api/v1"
        self._session = requests.Session()
        form = {"grant_type": "password", "username": "manager", "password": product.folder.demo_password}
        token = self._answer("POST", "/oauth/token", 200, data=form).json()
        self._session.headers["Authorization"] = f"Bearer {token['access_token']}"

    def get(self, path: str, **query: Any) -> Any:
        return self._answer("GET", path, 200, params=query).json()

    def post(self, path: str, expected: int, body: Row | None = None) -> Any:
        return self._answer("POST", path, expected, json=body or {}).json()

    def every(self, path: str, **query: Any) -> list[Row]:
        """All pages of a list."""
        rows: list[Row] = []
        page = 1
        while True:
            answer = self.get(path, page=page, per_page=_MOST_PER_PAGE, **query)
            rows += answer["items"]
            if page >= answer["pages"]:
                return rows
            page += 1

    def pdf(self, path: str) -> bytes:
        return self._answer("GET", path, 200, headers={"Accept": "application/pdf"}).content

    def finished(self, job_id: int) -> Row:
        """Wait for a job. Raises StepFailed unless it ends well."""
        job = self.wait(lambda: self.get(f"/scheduling/jobs/{job_id}"), lambda job: job["state"] not in _UNFINISHED)
        if job["state"] != "done":
            raise StepFailed(f"Job {job_id} ended as {job['state']}: {job['message']}")
        return job

    def wait(self, look: Callable[[], Row], enough: Callable[[Row], bool]) -> Row:
        deadline = time.monotonic() + _JOB_SECONDS
        while not enough(seen := look()):
            if time.monotonic() > deadline:
                raise StepFailed(f"Still not finished after {_JOB_SECONDS:.0f} s: {seen}")
            self.pause(_POLL_SECONDS)
        return seen

    def _answer(self, method: str, path: str, expected: int, **sent: Any) -> requests.Response:
        try:
            answer = self._session.request(method, self._root + path, timeout=_REQUEST_SECONDS, **sent)
        except requests.RequestException as error:
            raise StepFailed(f"{method} {path} got no answer: {error}") from error
        if answer.status_code != expected:
            raise StepFailed(f"{method} {path} answered {answer.status_code}, not {expected}: {answer.text[:300]}")
        return answer


def sync(site: Site) -> None:
    begun = site.post("/sync/runs", 202, {"source": "crossmark"})
    site.finished(begun["job_id"])
    counts = {
        name: site.get(f"/{name}", per_page=1)["total"] for name in ("stores", "employees", "events", "schedules")
    }
    if not all(counts.values()):
        raise StepFailed(f"The sync brought nothing for {', '.join(name for name in counts if not counts[name])}.")
    say("Synced from Crossmark: " + ", ".join(f"{count} {name}" for name, count in counts.items()))


def auto_schedule(site: Site, monday: date) -> Row:
    begun = site.post(f"/scheduling/optimize/{monday}", 202)
    site.finished(begun["job_id"])
    run: Row = site.get(f"/scheduling/runs/{begun['run_id']}")
    proposed, unassigned = len(run["proposals"]), len(run["unassigned"])
    if not proposed:
        raise StepFailed(f"Run {run['id']} proposes nothing for the week of {monday}.")
    say(f"Auto-scheduled the week of {monday}: {proposed} proposals, {unassigned} events nobody can do")
    return run


def apply(site: Site, run: Row) -> None:
    applied = site.post(f"/scheduling/runs/{run['id']}/apply", 200, {"mode": "fill_gaps"})
    if not applied["created"]:
        raise StepFailed(f"Applying run {run['id']} created no schedule: {applied}")
    say("Approved: " + ", ".join(f"{applied[name]} {name}" for name in ("created", "changed", "skipped", "stale")))


def push(site: Site, crossmark_url: str, monday: date) -> None:
    """Every schedule of the week must stand at Crossmark exactly once, and nothing else may."""
    site.wait(
        lambda: {"waiting": sum(row["sync_state"] in _ON_THE_WAY for row in _schedules(site, monday))},
        lambda seen: seen["waiting"] == 0,
    )
    wanted = _wanted_bookings(site, monday)
    answer = requests.get(f"{crossmark_url}/_bookings", timeout=_REQUEST_SECONDS)
    held = Counter((row["mPlanID"], row["RepID"], row["Start"][:16]) for row in answer.json())
    ours = {(row["mPlanID"], row["RepID"], row["Start"][:16]) for row in answer.json() if not row["seeded"]}
    missing, doubled, foreign = wanted - set(held), {key for key in wanted if held[key] > 1}, ours - wanted
    if missing or doubled or foreign:
        raise StepFailed(f"At Crossmark {len(missing)} are missing, {len(doubled)} doubled, {len(foreign)} not ours.")
    say(f"Pushed to Crossmark: {len(ours)} bookings made, each exactly once")


def _schedules(site: Site, monday: date) -> list[Row]:
    last = monday + timedelta(days=6)
    return [row for row in site.every("/schedules") if str(monday) <= row["date"] <= str(last)]


def _wanted_bookings(site: Site, monday: date) -> set[tuple[str, str, str]]:
    """Event, employee and local start, each by the name Crossmark gives it."""
    events = {row["id"]: row["ref_num"] for row in site.every("/events")}
    reps = {row["id"]: row["rep_id"] for row in site.every("/employees")}
    held = [row for row in _schedules(site, monday) if row["status"] in _HOLDING]
    unsent = [row["id"] for row in held if row["sync_state"] != "synced"]
    if unsent:
        raise StepFailed(f"{len(unsent)} schedules of the week are not at Crossmark, such as number {unsent[0]}.")
    return {(events[row["event_id"]], reps[row["employee_id"]], f"{row['date']}T{row['start_time']}") for row in held}


def print_packet(site: Site, day: date, file: Path) -> None:
    begun = site.post(f"/paperwork/{day}", 202)
    site.finished(begun["job_id"])
    content = site.pdf(f"/paperwork/{day}")
    if not content.startswith(b"%PDF"):
        raise StepFailed(f"The packet of {day} is not a PDF.")
    pages = len(PdfReader(io.BytesIO(content)).pages)
    if pages < _MIN_PAGES:
        raise StepFailed(f"The packet of {day} has only {pages} pages.")
    file.write_bytes(content)
    say(f"Packet of {day}: {pages} pages, {len(content) // 1024} KiB")
    say(f"{file}")

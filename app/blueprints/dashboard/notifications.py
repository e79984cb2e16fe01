"""The bell: what needs a look in the chosen store, the gravest first; its number is fetched by every page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.blueprints.dashboard import bp
from app.db import db
from app.formatting import local_day, to_utc
from app.models import Store
from app.models.columns import utc_now
from app.queries import dashboard, webhooks
from app.queries import notifications as queries
from app.queries.notifications import Counts, Moments
from app.services.unreported import Patience, patience
from app.vocabulary import FindingSeverity, Permission
from app.web.access import current_actor, requires
from app.web.stores import chosen_store


@dataclass(frozen=True)
class Notification:
    """`kind` is what an account may switch off."""

    kind: str
    severity: FindingSeverity
    text: str
    address: str


@bp.get("/notifications")
@requires(Permission.VIEW_SCHEDULE)
def notifications() -> ResponseReturnValue:
    store = chosen_store()
    if store is None:
        return render_template("stores/none.html")
    return render_template("dashboard/notifications.html", store=store, found=_found(store))


@bp.get("/notifications/count")
@requires(Permission.VIEW_SCHEDULE)
def notification_count() -> ResponseReturnValue:
    """What the bell shows beside itself; nothing when nothing needs a look."""
    store = chosen_store()
    found = [one for one in _found(store) if one.severity is not FindingSeverity.INFO] if store else []
    return render_template("dashboard/notification_count.html", number=len(found))


def _found(store: Store) -> list[Notification]:
    today = local_day(utc_now(), store.timezone)
    reports = patience(db.session())
    counted = queries.counts(db.session(), store.id, today, _moments(store, today, reports))
    found = [
        *_about_work(store, today, counted, reports),
        *_about_days(store, today, counted),
        *_waiting(store, counted),
    ]
    muted = current_actor().muted
    return sorted((one for one in found if f"bell:{one.kind}" not in muted), key=lambda one: one.severity.place)


def _moments(store: Store, today: date, reports: Patience) -> Moments:
    midnights = (to_utc(today + timedelta(days=number), 0, store.timezone) for number in (0, 1, 2))
    return Moments(reports.since(today, store.timezone), *midnights)


def _about_work(store: Store, today: date, counted: Counts, reports: Patience) -> Iterator[Notification]:
    unscheduled = url_for("events.index", tab="unscheduled", sort="due", store=store.id)
    if counted.due_tomorrow:
        words = ngettext(
            "%(num)s event is due by tomorrow and lacks people",
            "%(num)s events are due by tomorrow and lack people",
            counted.due_tomorrow,
        )
        yield Notification("due_tomorrow", FindingSeverity.CRITICAL, words, unscheduled)
    if counted.unreported:
        words = ngettext(
            "%(num)s event of the last %(days)s days was not reported",
            "%(num)s events of the last %(days)s days were not reported",
            counted.unreported,
            days=reports.days,
        )
        yield Notification(
            "unreported", FindingSeverity.CRITICAL, words, url_for("schedules.unreported", store=store.id)
        )
    if counted.starting_soon:
        words = ngettext(
            "%(num)s event that starts within 14 days lacks people",
            "%(num)s events that start within 14 days lack people",
            counted.starting_soon,
        )
        yield Notification("starting_soon", FindingSeverity.WARNING, words, unscheduled)
    if counted.inactive_people:
        words = ngettext(
            "%(num)s booking belongs to somebody who is not active",
            "%(num)s bookings belong to people who are not active",
            counted.inactive_people,
        )
        yield Notification(
            "inactive_people", FindingSeverity.WARNING, words, url_for("audit.index", date=today, store=store.id)
        )


def _about_days(store: Store, today: date, counted: Counts) -> Iterator[Notification]:
    tomorrow = today + timedelta(days=1)
    for kind, day, total, done, severity, name in (
        ("today", today, counted.today, counted.today_on_the_way, FindingSeverity.WARNING, _("today")),
        ("tomorrow", tomorrow, counted.tomorrow, counted.tomorrow_on_the_way, FindingSeverity.INFO, _("tomorrow")),
    ):
        if done < total:
            percent = 100 * done // total
            words = _("%(percent)s %% of the work of %(day)s is scheduled or reported", percent=percent, day=name)
            yield Notification(kind, severity, words, url_for("calendar.day", day=day, store=store.id))


def _waiting(store: Store, counted: Counts) -> Iterator[Notification]:
    actor = current_actor()
    if actor.may(Permission.EDIT_SETTINGS):
        yield from _about_webhooks(helps=actor.may(Permission.MANAGE_WEBHOOKS))
    if counted.requests and actor.may(Permission.DECIDE_TIME_OFF):
        words = ngettext("%(num)s request for time off waits", "%(num)s requests for time off wait", counted.requests)
        address = url_for("time_off.index", status="requested", store=store.id)
        yield Notification("requests", FindingSeverity.INFO, words, address)
    if counted.mails and actor.may(Permission.EDIT_SCHEDULE):
        words = ngettext("%(num)s mail did not go out", "%(num)s mails did not go out", counted.mails)
        address = url_for("mails.index", show="troubled", store=store.id)
        yield Notification("mails", FindingSeverity.WARNING, words, address)
    if not actor.may(Permission.RUN_AUTO_SCHEDULER):
        return
    for run, lines in dashboard.runs_with_open_lines(db.session()):
        if store.id in run.store_ids:
            words = ngettext("%(num)s proposal waits for you", "%(num)s proposals wait for you", lines)
            yield Notification("proposals", FindingSeverity.INFO, words, url_for("auto_scheduler.show", run_id=run.id))


def _about_webhooks(*, helps: bool) -> Iterator[Notification]:
    """Managers hear of it as well; who `helps` is led to where it is switched on again."""
    for one in webhooks.switched_off(db.session()):
        words = _("The webhook “%(name)s” was switched off, because nothing got through", name=one.name)
        address = url_for("settings.webhook", webhook_id=one.id) if helps else url_for("settings.index")
        yield Notification("webhooks", FindingSeverity.WARNING, words, address)

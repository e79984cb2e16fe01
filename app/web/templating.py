"""What every template may use. A misspelt variable is an error, not an empty place."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from flask import Flask, current_app, g, render_template, request, url_for
from flask_babel import get_locale
from flask_wtf.csrf import generate_csrf
from jinja2 import StrictUndefined
from markupsafe import Markup
from werkzeug.routing import BuildError

from app import formatting
from app.vocabulary import EventType, Permission, Role, Severity
from app.web import quick_templates, words
from app.web.access import current_actor, current_actor_or_none
from app.web.help_texts import TOPICS
from app.web.help_topics import topic_of, topics_for
from app.web.navigation import navigation_for
from app.web.quick_templates import translations
from app.web.request_id import request_id
from app.web.static_files import icon, static_url
from app.web.stores import store_for_navigation, visible_stores
from app.web.toasts import pending_toasts
from app.web.wants_json import is_partial
from app.wording import LANGUAGES

THEMES = ("auto", "light", "dark")
THEME_COOKIE = "theme"
_ANY_NUMBER = 987_654_321


def init_app(app: Flask) -> None:
    environment = app.jinja_env
    environment.undefined = StrictUndefined
    environment.trim_blocks = True
    environment.lstrip_blocks = True
    environment.install_gettext_callables(  # type: ignore[attr-defined]  # the i18n extension adds it
        gettext=lambda text: translations().ugettext(text),
        ngettext=lambda one, many, number: translations().ungettext(one, many, number),
        newstyle=True,
    )
    quick_templates.init_app(app)
    environment.filters.update(
        clock=formatting.clock,
        minutes_clock=formatting.minutes_clock,
        hhmm=formatting.hhmm,
        short_weekday=formatting.short_weekday,
        month_name=formatting.month,
        short_day=formatting.short_day,
        long_day=formatting.long_day,
        duration=formatting.duration,
        wall_time=formatting.wall_time,
        actor_name=words.actor_name,
        role_word=words.role_word,
        source_word=words.source_word,
        status_word=words.status_word,
        local_clock=local_clock,
        local_moment=local_moment,
        moment_here=moment_here,
    )
    environment.globals.update(
        icon=icon,
        static_url=static_url,
        csrf_field=csrf_field,
        addresses_of=addresses_of,
        Permission=Permission,
        Role=Role,
        EventType=EventType,
        Severity=Severity,
        can=can,
        with_args=with_args,
        page_exists=page_exists,
        described=described,
        live_since=live_since,
        help_address=help_address,
    )
    app.context_processor(about_this_request)


def about_this_request() -> dict[str, Any]:
    actor = current_actor_or_none()
    if not is_partial():
        visible_stores()  # every whole page shows them, and a template asks the database nothing
    return {
        "actor": actor,
        "navigation": navigation_for(actor),
        "stores": visible_stores,
        "chosen_store": store_for_navigation,
        "pending_toasts": pending_toasts,
        "locale": str(get_locale() or "en"),
        "locales": LANGUAGES,
        "theme": chosen_theme(),
        "request_id": request_id,
        # Said before the page is drawn: after a refused save the store is read anew.
        "print_stamp": "" if is_partial() else print_stamp(),
    }


def chosen_theme() -> str:
    """The last click on this device, else what the account says."""
    actor = current_actor_or_none()
    wanted = request.cookies.get(THEME_COOKIE) or (actor.theme if actor else "auto")
    return wanted if wanted in THEMES else "auto"


def can(permission: Permission | str) -> bool:
    actor = current_actor_or_none()
    return actor is not None and actor.may(Permission(permission))


def csrf_field() -> Markup:
    """One for all the forms of a page: a list has one in each row."""
    found: Markup | None = g.get("csrf_field")
    if found is None:
        found = g.csrf_field = Markup('<input type="hidden" name="csrf_token" value="{}">').format(generate_csrf())
    return found


def addresses_of(endpoint: str, name: str) -> Callable[[int], str]:
    """The addresses of a page for the rows of a list, by the number that `name` stands for: to build each of them anew
    costs more than to draw its row."""
    place: dict[str, Any] = {name: _ANY_NUMBER}
    before, after = url_for(endpoint, **place).split(str(_ANY_NUMBER))
    return lambda number: f"{before}{number}{after}"


def described(field: Any, hint: str) -> dict[str, str]:
    """Attributes that tie a field to its hint and its errors for screen readers."""
    ids = [f"{field.id}-hint"] if hint else []
    ids += [f"{field.id}-error-{place}" for place, _error in enumerate(field.errors, start=1)]
    found = {"aria-describedby": " ".join(ids)} if ids else {}
    return found | ({"aria-invalid": "true"} if field.errors else {})


def live_since() -> str:
    """The moment of drawing, from which a page wants to hear of changes."""
    return datetime.now(UTC).isoformat()


def help_address() -> str:
    """What the question mark of this page leads to."""
    topic = topic_of(request.path, topics_for(TOPICS, current_actor()))
    return url_for("help.topic", name=topic.name) if topic else url_for("help.index")


def print_stamp() -> str:
    """What paper has to say of itself: whose store, and as of when."""
    store, moment = store_for_navigation(), moment_here(datetime.now(UTC))
    return f"{store.number} {store.name}, {moment}" if store else moment


def zone_here() -> str:
    """Of the store that the page is about, else of the installation."""
    store = store_for_navigation()
    return store.timezone if store else str(current_app.extensions["settings"].timezone)


def moment_here(moment: datetime) -> str:
    """Tue Nov 24, 9:45 AM where the reader is, of a UTC moment that belongs to no store."""
    return local_moment(moment, zone_here())


def local_clock(moment: datetime, zone: str) -> str:
    """9:45 AM in the store's time of a UTC moment."""
    return formatting.clock(formatting.wall_time(moment, zone))


def local_moment(moment: datetime, zone: str) -> str:
    """Tue Nov 24, 9:45 AM in the store's time of a UTC moment."""
    return formatting.moment(formatting.wall_time(moment, zone))


def with_args(**changed: Any) -> str:
    """This page's address with some of its query changed; None removes one."""
    args = request.args.to_dict() | (request.view_args or {}) | changed
    kept = {name: value for name, value in args.items() if value is not None}
    return url_for(request.endpoint or "", **kept)


def page_exists(endpoint: str, **values: Any) -> str:
    """The address of a page, or nothing when this installation does not have it."""
    try:
        return url_for(endpoint, **values)
    except BuildError:
        return ""


def render_or_partial(page: str, partial: str, **shown: Any) -> str:
    """The whole page, or only its moving part when htmx asks for it."""
    return render_template(partial if is_partial() else page, **shown)

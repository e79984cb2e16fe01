"""What happens around every request: its id, who asks, whether they may, CSRF, headers and one log line."""

from __future__ import annotations

import time
from collections.abc import Callable

import structlog
from flask import Flask, Response, current_app, g, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.middleware.proxy_fix import ProxyFix

from app.db import db, transaction
from app.errors import Busy, Forbidden, NotSignedIn
from app.extensions import csrf
from app.services import accounts
from app.services.actors import Actor
from app.vocabulary import Permission
from app.web.access import PUBLIC, View, access_of, current_actor_or_none, public
from app.web.converters import CONVERTERS
from app.web.cookies import session_token
from app.web.request_id import HEADER, request_id
from app.web.security_headers import add_security_headers

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
#: Answered without touching the database or the sign-in: probes and files.
_BARE_BLUEPRINTS = frozenset({"health"})

#: Set by app.blueprints.api: turns a Bearer token into an actor. Raises NotSignedIn for a bad one.
bearer_actor: Callable[[str], Actor] | None = None

log = structlog.get_logger(__name__)


def init_app(app: Flask) -> None:
    app.url_map.converters.update(CONVERTERS)
    hops = app.extensions["settings"].trusted_proxies
    if hops:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # the documented way to wrap it
            app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops
        )
    if "static" in app.view_functions:
        public(app.view_functions["static"])
    for step in (begin, require_https, load_actor, check_access, check_csrf):
        app.before_request(step)
    app.after_request(finish)


def begin() -> None:
    g.started = time.perf_counter()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=request_id())


def require_https() -> ResponseReturnValue | None:
    """Pages move to https; programs are refused, so that a token sent in clear is noticed."""
    if not current_app.extensions["settings"].force_https or request.is_secure or _is_bare():
        return None
    if request.method in {"GET", "HEAD"} and not request.path.startswith("/api/"):
        return redirect(request.url.replace("http://", "https://", 1), code=308)
    raise Forbidden("This site answers only over https.")


def load_actor() -> None:
    if _is_bare():
        return
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and bearer_actor is not None:
        g.private_answer = True
        g.came_with_token = True
        # A route that is open to all judges its own credentials; a bad token elsewhere is refused at once.
        if request.endpoint and access_of(current_app, request.endpoint, request.method) != PUBLIC:
            g.actor = bearer_actor(token.strip())
        return
    cookie = session_token()
    found = accounts.actor_of(db.session(), cookie) if cookie else None
    if found is None:
        return
    g.actor = found.actor
    g.session_id = found.session_id
    structlog.contextvars.bind_contextvars(user_id=found.actor.user_id)
    if found.needs_touch:
        _touch(found.session_id)


def _touch(session_id: int) -> None:
    try:
        with transaction() as session:
            accounts.touch_session(session, session_id=session_id)
    except Busy:
        log.info("session not touched, the database was busy")


def check_access() -> None:
    """Deny by default: a route that declares nothing is refused to everybody."""
    if request.endpoint is None:
        return
    needed = access_of(current_app, request.endpoint, request.method)
    if needed == PUBLIC:
        return
    actor = current_actor_or_none()
    if actor is None:
        raise NotSignedIn("Please sign in to go on.")
    if not isinstance(needed, Permission):
        raise Forbidden("This address is not open to anybody yet.")
    if request.method in SAFE_METHODS:
        actor.require_reading(needed)
    else:
        actor.require(needed)


def check_csrf() -> None:
    """Every unsafe request must prove that it came from a page of ours, unless it came with a token of its own."""
    if request.method in SAFE_METHODS or request.endpoint is None or g.get("came_with_token"):
        return
    view = current_app.view_functions[request.endpoint]
    if getattr(view, "csrf_exempt", False) and current_actor_or_none() is None:
        return
    csrf.protect()


def without_csrf(view: View) -> View:
    """For routes that bring their own proof (the token endpoint); a signed-in browser is still checked."""
    view.csrf_exempt = True  # type: ignore[attr-defined]  # read back by check_csrf()
    return view


def finish(response: Response) -> Response:
    response.headers[HEADER] = request_id()
    add_security_headers(response)
    if not _is_bare():
        _log_request(response)
    return response


def _log_request(response: Response) -> None:
    # The pattern, not the path: addresses such as calendar feeds carry secrets.
    pattern = request.url_rule.rule if request.url_rule else "(no route)"
    elapsed = time.perf_counter() - g.get("started", time.perf_counter())
    log.info(
        "request",
        method=request.method,
        route=pattern,
        status=response.status_code,
        milliseconds=round(elapsed * 1000, 1),
        ip=request.remote_addr,
    )


def _is_bare() -> bool:
    return request.endpoint == "static" or request.blueprint in _BARE_BLUEPRINTS

"""Each error becomes a page, a piece of a page or problem+json, here and nowhere else."""

from __future__ import annotations

import json
from html import escape
from typing import Any

import structlog
from flask import Flask, Response, current_app, g, make_response, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_limiter import RateLimitExceeded
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from app.db import db
from app.errors import AppError, Busy, ChangedSince, Conflict, Invalid, NotSignedIn, RuleBroken, Stale
from app.web.next_page import login_url_for_this_page
from app.web.request_id import request_id
from app.web.wants_json import is_partial, wants_json
from app.wording import say

log = structlog.get_logger(__name__)

_CODES = {
    400: "bad_request",
    401: "sign_in_required",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    406: "not_acceptable",
    412: "stale",
    413: "too_large",
    415: "unsupported_media_type",
    422: "invalid",
    428: "precondition_required",
    429: "too_many_requests",
    503: "busy",
}


def init_app(app: Flask) -> None:
    app.register_error_handler(AppError, expected)
    app.register_error_handler(CSRFError, csrf_failed)
    app.register_error_handler(RateLimitExceeded, rate_limited)
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(StaleDataError, stale)
    app.register_error_handler(IntegrityError, in_use)
    app.register_error_handler(OperationalError, database_out_of_reach)
    app.register_error_handler(PoolTimeout, database_out_of_reach)
    app.register_error_handler(Exception, crashed)


def expected(error: AppError) -> ResponseReturnValue:
    if isinstance(error, NotSignedIn) and not wants_json():
        return _to_sign_in()
    return answer(error.status, error.code, say(error.title), error.message, **_extras(error))


def _extras(error: AppError) -> dict[str, Any]:
    if isinstance(error, Invalid):
        return {"errors": [{"field": wrong.field, "message": wrong.message} for wrong in error.fields]}
    if isinstance(error, RuleBroken):
        return {"violations": [_violation(broken) for broken in error.violations]}
    if isinstance(error, ChangedSince):
        return {"changes": list(error.change_ids)}
    retry_after = getattr(error, "retry_after", None)
    if retry_after is not None:
        return {"retry_after": retry_after}
    job_id = getattr(error, "job_id", None)
    return {"job_id": job_id} if job_id is not None else {}


def _violation(broken: Any) -> dict[str, str]:
    plain = {"rule": broken.rule, "severity": broken.severity, "message": broken.message}
    return plain | ({"fix": broken.fix} if broken.fix else {})


def _to_sign_in() -> ResponseReturnValue:
    target = login_url_for_this_page()
    if is_partial():
        return Response(status=401, headers={"HX-Redirect": "/login"})
    return redirect(target)


def csrf_failed(_error: CSRFError) -> ResponseReturnValue:
    detail = _("This form was open for too long or came from another site. Go back, reload the page and send it again.")
    return answer(400, "csrf", _("The form could not be checked"), detail)


def rate_limited(error: RateLimitExceeded) -> ResponseReturnValue:
    retry_after = error.limit.limit.get_expiry() if error.limit else 60
    detail = _("Too many requests in a short time. Please wait a moment and try again.")
    return answer(429, "too_many_requests", _("Too many requests"), detail, retry_after=retry_after)


def http_error(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None:
        return error.get_response()
    status = error.code or 500
    if status < 400:
        return error.get_response()
    title, detail = _words(status)
    response = answer(status, _CODES.get(status, "error"), title, detail)
    for name, value in error.get_headers():
        if name in {"Allow", "Retry-After", "WWW-Authenticate"}:
            response.headers[name] = value
    return response


def _words(status: int) -> tuple[str, str]:
    words = {
        400: (_("That request could not be read"), _("Something in the address or the form is malformed.")),
        404: (_("Page not found"), _("There is no page at this address. Days are written like 2026-11-24.")),
        405: (_("Not possible here"), _("This address does not accept that kind of request.")),
        413: (_("Too large"), _("The upload is larger than 10 MB. Send a smaller file.")),
    }
    return words.get(status, (_("That did not work"), _("The request was refused. Go back and try it another way.")))


def stale(_error: StaleDataError) -> ResponseReturnValue:
    wrong = Stale(
        _("Somebody else changed this after you opened it. Reload the page to see the change, then try again.")
    )
    return expected(wrong)


def in_use(_error: IntegrityError) -> ResponseReturnValue:
    db.session.rollback()
    log.warning("a constraint of the database refused a change", exc_info=True)
    return expected(Conflict(_("Something else depends on this or already has the same name. Nothing was changed.")))


def database_out_of_reach(_error: Exception) -> ResponseReturnValue:
    log.error("database out of reach", exc_info=True)
    g.failsafe = True
    return expected(
        Busy(_("The database cannot be reached at the moment. Nothing was changed; please try again soon."))
    )


def crashed(_error: Exception) -> ResponseReturnValue:
    log.error("unexpected error", exc_info=True)
    if current_app.config["PROPAGATE_EXCEPTIONS"] or (current_app.debug and not current_app.testing):
        raise _error
    g.failsafe = True
    detail = _("Nothing you did wrong. Try again; if it happens again tell your administrator the number below.")
    return answer(500, "internal_error", _("Something went wrong"), detail)


def answer(status: int, code: str, title: str, detail: str, **extras: Any) -> Response:
    """The one shape of a refusal. `retry_after` becomes a header, the rest stands in the document."""
    retry_after = extras.pop("retry_after", 5 if status == 503 else None)
    response = _problem(status, code, title, detail, extras) if wants_json() else _page(status, title, detail, extras)
    if retry_after is not None:
        response.headers["Retry-After"] = str(retry_after)
    return response


def _problem(status: int, code: str, title: str, detail: str, extras: dict[str, Any]) -> Response:
    document = {
        "type": f"urn:problem:{code}",
        "title": str(title),
        "status": status,
        "detail": str(detail),
        "code": code,
        "request_id": request_id(),
    }
    text = json.dumps(document | extras)
    response = Response(text, status=status, content_type="application/problem+json")
    if status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def _page(status: int, title: str, detail: str, extras: dict[str, Any]) -> Response:
    shown = {
        "status": status,
        "title": title,
        "detail": detail,
        "errors": [],
        "violations": [],
        "changes": [],
        **extras,
    }
    if g.get("failsafe"):
        return _failsafe(status, title, detail)
    try:
        template = "errors/fragment.html" if is_partial() else "errors/page.html"
        response = make_response(render_template(template, **shown), status)
    except Exception:  # the error page cannot fail: whatever broke it, these words still come through
        log.error("the error page could not be rendered", exc_info=True)
        return _failsafe(status, title, detail)
    if is_partial():
        response.headers["HX-Retarget"] = "#toasts"
        response.headers["HX-Reswap"] = "beforeend"
    return response


def _failsafe(status: int, title: str, detail: str) -> Response:
    """Needs no template, no database and no sign-in."""
    title, detail, number = escape(str(title)), escape(str(detail)), escape(request_id())
    sheets = ("vendor/bootstrap/bootstrap.min.css", "css/tokens.css", "css/app.css")
    looks = "".join(f'<link rel="stylesheet" href="/static/{sheet}">' for sheet in sheets)
    text = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">{looks}</head>'
        f'<body><main class="bare-main"><h1 class="app-title">{title}</h1><p class="refusal" role="alert">{detail}</p>'
        f'<p><a class="btn btn-primary" href="/">Start page</a></p><p>Request number: <code>{number}</code></p>'
        "</main></body></html>"
    )
    return Response(text, status=status, content_type="text/html; charset=utf-8")

"""Sign-in of programs, and who a Bearer token stands for."""

from __future__ import annotations

import structlog
from flask import g, request
from marshmallow import Schema, ValidationError, fields, validates_schema

from app.blueprints.api import bp
from app.blueprints.api.fields import text_field
from app.db import db, transaction
from app.errors import Busy, NotSignedIn, TooManyRequests
from app.extensions import limiter
from app.services import accounts, tokens
from app.services.actors import Actor
from app.services.tokens import BadGrant, Granted
from app.web.access import public
from app.web.hooks import without_csrf

log = structlog.get_logger(__name__)

_NEEDED = {
    "password": ("username", "password"),
    "refresh_token": ("refresh_token",),
    "client_credentials": ("client_id", "client_secret"),
}


class TokenForm(Schema):
    grant_type = fields.String(required=True)
    username = text_field(128)
    password = text_field(1024)
    refresh_token = text_field(512)
    client_id = text_field(80)
    client_secret = text_field(512)
    scope = text_field(60, load_default="")

    @validates_schema
    def _complete(self, asked: dict[str, str], **_more: object) -> None:
        kind = asked.get("grant_type", "")
        if kind not in _NEEDED:
            raise ValidationError(f"Choose one of {', '.join(_NEEDED)}.", "grant_type")
        missing = [name for name in _NEEDED[kind] if not asked.get(name)]
        if missing and not (kind == "client_credentials" and request.authorization):
            raise ValidationError({name: ["Missing data for required field."] for name in missing})


class TokenAnswer(Schema):
    access_token = fields.String(required=True)
    token_type = fields.String(required=True)
    expires_in = fields.Integer(required=True, metadata={"description": "Seconds."})
    refresh_token = fields.String(metadata={"description": "Not with client_credentials: sign in again instead."})
    scope = fields.String(required=True)


@bp.post("/oauth/token", tags=["Sign-in"])
@public
@without_csrf
@limiter.limit("30 per minute")
@bp.doc(security=[])
@bp.arguments(TokenForm, location="form")
@bp.response(200, TokenAnswer)
def get_token(form):
    """Get an access token.

    A used-up refresh token that is shown again ends the sign-in it belongs to. An answer is never repeated from memory:
    an Idempotency-Key has no meaning here.
    """
    grants = {"password": _by_password, "refresh_token": _by_refresh, "client_credentials": _by_secret}
    granted = grants[form["grant_type"]](form)
    g.private_answer = True
    return _shown(granted), 200, {"Pragma": "no-cache"}


def _by_password(form: dict[str, str]) -> Granted:
    checked = accounts.check_credentials(db.session(), username=form["username"], password=form["password"])
    with transaction() as session:
        refused = accounts.record_attempt(session, checked=checked, ip_address=request.remote_addr or "")
    if refused is not None and refused.retry_after:
        raise TooManyRequests(refused.message, refused.retry_after)
    if refused is not None or checked.user_id is None:
        raise BadGrant(accounts.WRONG)
    with transaction() as session:
        return tokens.grant_to_user(session, user_id=checked.user_id, scope=form["scope"])


def _by_refresh(form: dict[str, str]) -> Granted:
    try:
        with transaction() as session:
            return tokens.refresh(session, refresh_token=form["refresh_token"], scope=form["scope"])
    except BadGrant:
        with transaction() as session:
            tokens.end_if_reused(session, refresh_token=form["refresh_token"])
        raise


def _by_secret(form: dict[str, str]) -> Granted:
    basic = request.authorization
    client_id, secret = form.get("client_id", ""), form.get("client_secret", "")
    if basic is not None and basic.type == "basic":
        client_id, secret = basic.username or "", basic.password or ""
    with transaction() as session:
        return tokens.grant_to_program(session, client_id=client_id, client_secret=secret, scope=form["scope"])


def _shown(granted: Granted) -> dict[str, object]:
    shown = {
        "access_token": granted.access_token,
        "token_type": "Bearer",  # nosec B105  # a kind of token, no secret
        "expires_in": granted.expires_in,
        "scope": granted.scope,
    }
    return shown | ({"refresh_token": granted.refresh_token} if granted.refresh_token else {})


def bearer_actor(token: str) -> Actor:
    """For app.web.hooks. Raises NotSignedIn."""
    found = tokens.bearer(db.session(), token)
    if found is None:
        raise NotSignedIn("The access token is not good, or not any more. Get a new one.")
    g.principal = found.principal
    if found.needs_touch:
        _touch(found.token_id)
    structlog.contextvars.bind_contextvars(user_id=found.actor.user_id)
    return found.actor


def _touch(token_id: int) -> None:
    try:
        with transaction() as session:
            tokens.touch(session, token_id=token_id)
    except Busy:
        log.info("token not touched, the database was busy")

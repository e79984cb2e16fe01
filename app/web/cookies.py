"""The sign-in cookie: an opaque random id. Only its SHA-256 stands in the database."""

from __future__ import annotations

from flask import Response, current_app, request

NAME = "schedule_session"


def is_secure() -> bool:
    return bool(current_app.extensions["settings"].force_https or request.is_secure)


def cookie_name() -> str:
    """`__Host-` binds the cookie to this host and to https; browsers refuse that prefix on plain http."""
    return f"__Host-{NAME}" if is_secure() else NAME


def session_token() -> str | None:
    return request.cookies.get(cookie_name())


def set_session_token(response: Response, token: str) -> None:
    # No lifetime: the browser forgets it when it closes; the server decides about idle and absolute time.
    response.set_cookie(cookie_name(), token, path="/", secure=is_secure(), httponly=True, samesite="Lax")


def clear_session_token(response: Response) -> None:
    response.delete_cookie(cookie_name(), path="/", secure=is_secure(), httponly=True, samesite="Lax")

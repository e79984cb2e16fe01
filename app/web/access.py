"""Deny by default: every route declares the permission it needs, or that it is public, and is refused otherwise."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, g, has_request_context

from app.errors import NotSignedIn
from app.services.actors import Actor
from app.vocabulary import Permission

View = TypeVar("View", bound=Callable[..., Any])

PUBLIC = "public"


def requires(permission: Permission) -> Callable[[View], View]:
    """Declare what a view (or a whole MethodView class) needs."""

    def declare(view: View) -> View:
        view.required_access = permission  # type: ignore[attr-defined]  # read back by access_of()
        return view

    return declare


def public(view: View) -> View:
    """Declare that a view needs no sign-in. The list of these is pinned by a test."""
    view.required_access = PUBLIC  # type: ignore[attr-defined]  # read back by access_of()
    return view


def access_of(app: Flask, endpoint: str, method: str) -> Permission | str | None:
    """What an endpoint declares for a method: a permission, PUBLIC or None (= refused)."""
    view = app.view_functions[endpoint]
    view_class = getattr(view, "view_class", None)
    if view_class is not None:
        handler = getattr(view_class, method.lower(), None) or getattr(view_class, "get", None)
        return getattr(handler, "required_access", None) or getattr(view_class, "required_access", None)
    return getattr(view, "required_access", None)


def current_actor_or_none() -> Actor | None:
    return g.get("actor") if has_request_context() else None


def current_actor() -> Actor:
    """The signed-in actor. Raises NotSignedIn."""
    actor = current_actor_or_none()
    if actor is None:
        raise NotSignedIn("Please sign in to go on.")
    return actor

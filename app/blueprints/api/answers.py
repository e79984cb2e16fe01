"""How answers are put together: lists, entity tags, and writes that may be sent twice."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from flask import Response, g, request
from sqlalchemy.orm import Session

from app.blueprints.api.blueprint import whoever_asks
from app.db import transaction
from app.errors import PreconditionRequired, Stale
from app.queries.paging import Page
from app.services import idempotency
from app.services.idempotency import Answer
from app.web.access import current_actor

Answered = tuple[Any, int, dict[str, str]]


def listed(page: Page[Any], present: Callable[[Any], dict[str, Any]]) -> dict[str, Any]:
    return {
        "items": [present(row) for row in page.rows],
        "page": page.page,
        "per_page": page.per_page,
        "total": page.total,
        "pages": page.pages,
    }


def stores_asked(query: dict[str, Any]) -> Collection[int] | None:
    """What a list covers: the one store that was asked for, else those of the actor; None = every store."""
    actor, store_id = current_actor(), query.get("store_id")
    if store_id is None:
        return actor.store_ids
    return [store_id] if actor.sees_store(store_id) else []


def etag(row_id: int | str, version: int | str) -> str:
    return f'"{row_id}-{version}"'


def tagged(body: Any, row_id: int | str, version: int | str, status: int = 200) -> Answered:
    return body, status, {"ETag": etag(row_id, version)}


def one(body: Any, row_id: int | str, version: int | str) -> Answered | Response:
    """A GET of one row; 304 when the caller has this version already."""
    if etag(row_id, version) in _plain(request.headers.get("If-None-Match", "")):
        return Response(status=304, headers={"ETag": etag(row_id, version)})
    return tagged(body, row_id, version)


def require_match(row_id: int | str, version: int | str) -> None:
    """Raises PreconditionRequired without If-Match, Stale when the caller saw another version."""
    if "If-Match" not in request.headers:
        raise PreconditionRequired("Send If-Match with the ETag that you read, so that nobody's change is lost.")
    match_if_sent(row_id, version)


def match_if_sent(row_id: int | str, version: int | str) -> None:
    """For POST, where If-Match may be left out. Raises Stale."""
    sent = request.headers.get("If-Match")
    if sent is None or sent.strip() == "*" or etag(row_id, version) in _plain(sent):
        return
    raise Stale("Somebody else changed this after you read it. Read it again, then repeat your change.")


def _plain(header: str) -> set[str]:
    """Proxies that compress mark the tags; what they mark is still the same version."""
    tags = (tag.strip().removeprefix("W/") for tag in header.split(","))
    return {tag.replace('-gzip"', '"') for tag in tags}


def once(work: Callable[[Session], Answer]) -> Answered:
    """Do a POST in one transaction, or repeat the answer it got before under the same Idempotency-Key."""
    asked = _repeatable()
    with transaction() as session:
        answer = idempotency.earlier_answer(session, asked) if asked else None
        if answer is None:
            answer = work(session)
            if asked:
                idempotency.keep(session, asked, answer)
    return answer.body, answer.status, answer.headers


def _repeatable() -> idempotency.Repeatable | None:
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return None
    asked = b"\n".join((request.method.encode(), request.full_path.encode(), request.get_data(cache=True)))
    g.private_answer = True
    return idempotency.repeatable(principal=whoever_asks()[:40], key=key, asked=asked)


def accepted(job_id: int, **more: Any) -> Answer:
    """Work for the worker: 202 and where to watch it."""
    return Answer({"job_id": job_id, **more}, 202, {"Location": f"/api/v1/scheduling/jobs/{job_id}"})

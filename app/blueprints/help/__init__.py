"""The help: a topic an area, found by its page's question mark or by searching."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from app.errors import NotFound
from app.vocabulary import Permission
from app.web.access import current_actor, requires
from app.web.help_texts import TOPICS
from app.web.help_topics import search, topics_for

bp = Blueprint("help", __name__, url_prefix="/help")
_LONGEST_QUESTION = 80


@bp.get("")
@requires(Permission.OWN_ACCOUNT)
def index() -> ResponseReturnValue:
    words = request.args.get("q", "")[:_LONGEST_QUESTION].strip()
    topics = topics_for(TOPICS, current_actor())
    return render_template("help/index.html", topics=topics, words=words, found=search(topics, words) if words else [])


@bp.get("/<name>")
@requires(Permission.OWN_ACCOUNT)
def topic(name: str) -> ResponseReturnValue:
    topics = topics_for(TOPICS, current_actor())
    shown = next((one for one in topics if one.name == name), None)
    if shown is None:
        raise NotFound("There is no such topic of the help.")
    return render_template("help/topic.html", topic=shown, topics=topics)

"""The help: one topic an area of the product, in sentences that are searched as they are shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.services.actors import Actor
from app.vocabulary import Permission


@dataclass(frozen=True)
class Topic:
    name: str
    title: str
    texts: tuple[str, ...]
    pages: tuple[str, ...] = ()
    """Beginnings of the addresses it is about; the first is where it leads."""
    needs: Permission = Permission.VIEW_SCHEDULE
    in_order: bool = False
    """Its texts are steps, one after the other."""


def topics_for(topics: Sequence[Topic], actor: Actor) -> list[Topic]:
    return [topic for topic in topics if actor.may(topic.needs)]


def topic_of(path: str, topics: Sequence[Topic]) -> Topic | None:
    """The one that is about this page most closely."""
    fitting = ((len(page), topic) for topic in topics for page in topic.pages if _is_below(path, page))
    return max(fitting, key=lambda found: found[0], default=(0, None))[1]


def _is_below(path: str, page: str) -> bool:
    return path == page or (page != "/" and path.startswith(page + "/"))


def search(topics: Sequence[Topic], words: str) -> list[Topic]:
    """Those in which every word occurs."""
    wanted = words.casefold().split()
    return [topic for topic in topics if all(word in _text(topic) for word in wanted)]


def _text(topic: Topic) -> str:
    return " ".join(map(str, (topic.title, *topic.texts))).casefold()

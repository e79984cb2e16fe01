"""Words for what is stored as a code, so that every page says the same for it in the reader's language."""

from __future__ import annotations

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from app.services.actors import PRODUCT
from app.vocabulary import Role, ScheduleStatus

ROLE_WORDS = {
    Role.ADMIN: _l("Administrator"),
    Role.MANAGER: _l("Manager"),
    Role.SUPERVISOR: _l("Supervisor"),
    Role.EMPLOYEE: _l("Employee"),
    Role.VIEWER: _l("Viewer"),
}
STATUS_WORDS = {
    ScheduleStatus.DRAFT: _l("Draft"),
    ScheduleStatus.PUBLISHED: _l("Published"),
    ScheduleStatus.COMPLETED: _l("Done"),
    ScheduleStatus.CANCELLED: _l("Cancelled"),
    ScheduleStatus.CONFLICT: _l("Conflict"),
}
SOURCE_WORDS = {
    "page": _l("pages"),
    "api": _l("API"),
    "sync": _l("sync"),
    "engine": _l("auto-scheduler"),
    "command": _l("command line"),
    "upkeep": _l("upkeep"),
}


def actor_name(name: str) -> str:
    """Who made a change; the product itself in the reader's language."""
    return gettext("The product") if name == PRODUCT else name


def role_word(role: Role) -> str:
    return str(ROLE_WORDS[role])


def status_word(status: ScheduleStatus) -> str:
    """Of a schedule."""
    return str(STATUS_WORDS[status])


def source_word(source: str) -> str:
    """Of a change: where it came from."""
    return str(SOURCE_WORDS.get(source, source))

"""The list of users: filters and columns."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.models.account import User
from app.vocabulary import Role
from app.web.listing import Column, Filter, filter_of

ACTIVE = {"active": True, "inactive": False, "all": None}

COLUMNS: tuple[Column[User], ...] = (
    Column(_l("User name"), lambda user: user.username, "username"),
    Column(_l("Name"), lambda user: user.display_name, "name"),
    Column(_l("Role"), lambda user: user.role.value, "role"),
    Column(_l("State"), lambda user: "active" if user.active else "not active", "state"),
    Column(_l("All stores"), lambda user: "yes" if user.all_stores else "no", shown=False),
    Column(_l("Actions")),
)


def filters() -> list[Filter]:
    return [
        filter_of(Role, "role", _("Role")),
        Filter("state", _("State"), [("all", _("All")), ("active", _("Active")), ("inactive", _("Not active"))], "all"),
    ]

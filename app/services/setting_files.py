"""Settings as a file, to keep or to carry to another installation. Accounts and secrets are never in it."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy.orm import Session

from app.errors import Invalid
from app.services import settings
from app.services.setting_kinds import as_typed
from app.services.setting_list import KNOWN, SECTIONS
from app.wording import say

FORMAT = "schedule-settings/1"
MOST_BYTES = 200_000


def written(session: Session) -> dict[str, Any]:
    values = settings.read(session)
    keys = [known.key for section in SECTIONS for known in section.settings]
    return {"format": FORMAT, "settings": {key: values[key] for key in keys}}


def read(content: bytes) -> dict[str, Any]:
    """Values as a form types them, ready for `settings.save`, which judges each. Raises Invalid."""
    if len(content) > MOST_BYTES:
        raise Invalid(say("The file is too large to hold settings."))
    try:
        found = json.loads(content)
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError):
        raise Invalid(say("The file is no JSON. Send one that was saved here.")) from None
    if not isinstance(found, dict) or found.get("format") != FORMAT or not isinstance(found.get("settings"), dict):
        raise Invalid(say("The file holds no settings of this product. Send one that was saved here."))
    allowed = {known.key for section in SECTIONS for known in section.settings}
    unknown = sorted(set(found["settings"]) - allowed)
    if unknown:
        raise Invalid(say("The file names settings that are not there: %(names)s.", names=", ".join(unknown)[:300]))
    return {key: _typed(key, value) for key, value in found["settings"].items()}


def _typed(key: str, value: Any) -> Any:
    """Lists of texts are typed as one line; everything else is judged as it is."""
    known = KNOWN[key]
    listed = known.kind in {"words", "times"} and isinstance(value, list) and all(isinstance(one, str) for one in value)
    return as_typed(known, value) if listed else value

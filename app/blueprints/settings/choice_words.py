"""What the choices of a setting are called on its page."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.wording import LANGUAGES

CHOICE_WORDS = {
    "compact": _l("compact, for the packet"),
    "official": _l("full, as Walmart prints it"),
    "auto": _l("as the length of the number says"),
    "never_included": _l("never included"),
    "always_included": _l("always included"),
    **LANGUAGES,
}


def choice_words(choice: str) -> str:
    return str(CHOICE_WORDS.get(choice, choice.replace("_", " ")))

"""`scripts/translate`: the Spanish catalogue in step with the texts of the code, and never with holes."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from scripts._product import ROOT

_APP = ROOT / "app"
PO = _APP / "translations" / "es" / "LC_MESSAGES" / "messages.po"
MO = PO.with_suffix(".mo")
_METHODS = [("**.py", "python"), ("templates/**.html", "jinja2"), ("templates/**.txt", "jinja2")]
_OPTIONS = {"templates/**.html": {"trimmed": "true", "silent": "false"}}
_PAIR = (1, 2)
_KEYWORDS: dict[str, tuple[int, ...] | None] = {
    **dict.fromkeys(("_", "_l", "gettext", "lazy_gettext", "say", "N_")),
    **dict.fromkeys(("ngettext", "lazy_ngettext", "say_number"), _PAIR),
}
_HEADER = b"""\
# Spanish texts of Flask Schedule Webapp, kept in step with the code by scripts/translate.
msgid ""
msgstr ""
"Language: es\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""
_NO_DATE = datetime(2026, 1, 1, tzinfo=UTC)
"""Equal texts make equal files, whenever they are built."""
_VALUE = re.compile(r"%\(\w+\)[a-z]|\{\w+\}")


def main(arguments: list[str]) -> int:
    if arguments not in ([], ["--check"]):
        print("Usage: scripts/translate [--check]")
        return 2
    if not arguments:
        update()
    found = list(faults())
    for fault in found:
        print(fault)
    return 1 if found else 0


def update() -> None:
    PO.write_bytes(_as_po(_in_step()))
    MO.write_bytes(_as_mo(_read()))


def faults() -> Iterator[str]:
    """What keeps a Spanish reader from a page without English or broken words."""
    kept = _read()
    for message in _in_step():
        if message.id:
            yield from _faults_of(message)
    if _as_po(_in_step()) != PO.read_bytes():
        yield "app/translations is not in step with the code; run scripts/translate"
    if _as_mo(kept) != MO.read_bytes():
        yield "messages.mo is not built from messages.po; run scripts/translate"


def _faults_of(message: Message) -> Iterator[str]:
    ids, texts = _forms(message.id), _forms(message.string)
    if not all(texts):
        yield f"not translated: {ids[0]!r}"
    elif message.fuzzy:
        yield f"a guess that somebody must confirm: {ids[0]!r} = {texts[0]!r}"
    elif any(set(_VALUE.findall(text)) != set(_VALUE.findall(ids[-1])) for text in texts):
        yield f"other values than in English: {ids[-1]!r} = {texts[-1]!r}"


def _forms(text: str | Sequence[str] | None) -> tuple[str, ...]:
    """Singular and plural where a number decides, else the one form."""
    return (text or "",) if isinstance(text, str | None) else tuple(text)


def _in_step() -> Catalog:
    """What the code says now, with the translations that are kept. No guesses: a new text starts empty."""
    catalogue = _read()
    catalogue.update(_said(), no_fuzzy_matching=True, update_header_comment=False)
    catalogue.obsolete.clear()
    return catalogue


def _said() -> Catalog:
    """Every marked text of the code."""
    said = Catalog()
    found = extract_from_dir(_APP, _METHODS, _OPTIONS, keywords=_KEYWORDS, comment_tags=())
    for _file, _line, message, _comments, context in found:
        said.add(message, context=context)
    return said


def _read() -> Catalog:
    with PO.open("rb") as file:
        return read_po(file, locale="es")


def _as_po(catalogue: Catalog) -> bytes:
    file = io.BytesIO(_HEADER)
    file.seek(0, io.SEEK_END)
    write_po(file, catalogue, width=110, no_location=True, omit_header=True, sort_output=True, ignore_obsolete=True)
    return file.getvalue()


def _as_mo(catalogue: Catalog) -> bytes:
    catalogue.creation_date = catalogue.revision_date = _NO_DATE
    file = io.BytesIO()
    write_mo(file, catalogue)
    return file.getvalue()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

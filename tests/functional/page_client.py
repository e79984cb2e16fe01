"""Opens pages as a browser would and checks what every page promises."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

_NAMESPACE = "{http://www.w3.org/1999/xhtml}"


@dataclass
class PageClient:
    """`get` and `post` check each page they get before they hand it on."""

    client: FlaskClient

    def get(self, path: str, *, status: int = 200, **more: Any) -> TestResponse:
        return self._checked(self.client.get(path, **more), status)

    def post(self, path: str, data: dict[str, Any] | None = None, *, status: int = 302, **more: Any) -> TestResponse:
        answer = self.client.post(path, data={"csrf_token": self.token(), **(data or {})}, **more)
        return self._checked(answer, status)

    def token(self) -> str:
        """The CSRF token of this session, from the head of any page."""
        page = self.client.get("/help", follow_redirects=True)
        found = re.search(r'name="csrf-token" content="([^"]+)"', page.text)
        assert found, "the page carries no CSRF token"
        return found[1]

    def _checked(self, answer: TestResponse, status: int) -> TestResponse:
        assert answer.status_code == status, f"{answer.status_code} instead of {status}: {answer.text[:2000]}"
        if answer.mimetype == "text/html" and not 300 <= status < 400:
            check_page(answer.text)
        return answer


def check_page(text: str) -> None:
    parser = html5lib.HTMLParser(strict=False)
    tree = parser.parse(text)
    assert not parser.errors, f"the page is not valid HTML: {parser.errors[:5]}"
    check_headline(tree)
    check_ids(tree)
    check_forms(tree)
    check_nothing_inline(tree)


def check_headline(tree: Element) -> None:
    headlines = _all(tree, "h1")
    assert len(headlines) == 1, f"{len(headlines)} h1 on the page"
    headline = _words(headlines[0])
    title = _words(_all(tree, "title")[0])
    assert headline, "the h1 is empty"
    assert title.startswith(headline), f"the title {title!r} does not begin with the h1 {headline!r}"


def check_ids(tree: Element) -> None:
    counts = Counter(element.get("id") for element in tree.iter() if element.get("id"))
    # WTForms gives each form's hidden token the same id; nothing refers to it.
    twice = [name for name, count in counts.items() if count > 1 and name != "csrf_token"]
    assert not twice, f"ids used twice: {twice}"


def check_forms(tree: Element) -> None:
    for form in _all(tree, "form"):
        assert form.get("action"), "a form without an action"
        names = [field.get("name") for field in _all(form, "input")]
        if (form.get("method") or "get").lower() == "post":
            assert "csrf_token" in names, f"the form for {form.get('action')} carries no CSRF token"


def check_nothing_inline(tree: Element) -> None:
    for script in _all(tree, "script"):
        harmless = script.get("type") == "application/json"
        assert script.get("src") or harmless, "an inline script"
    assert not _all(tree, "style"), "an inline style sheet"
    for element in tree.iter():
        inline = [name for name in element.attrib if name == "style" or str(name).startswith("on")]
        assert not inline, f"{element.tag} carries {inline}"
        assert not str(element.get("href", "")).lower().startswith("javascript:")


def _all(tree: Element, tag: str) -> list[Element]:
    return list(tree.iter(f"{_NAMESPACE}{tag}"))


def _words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())

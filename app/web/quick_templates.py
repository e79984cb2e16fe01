"""What a page of hundreds of rows does thousands of times, done the short way: calls of macros, and texts.

The answers are Jinja's own; only the questions it asks anew at every call are left out.
"""

from __future__ import annotations

from functools import lru_cache
from types import FunctionType
from typing import Any

from babel.support import NullTranslations
from flask import Flask, g
from flask_babel import get_translations
from jinja2.runtime import Context, Macro
from markupsafe import Markup


class QuickContext(Context):
    """Knows of a macro and of a plain function what to hand to them, without looking for the marks of either."""

    def call(self, __obj: Any, /, *args: Any, **kwargs: Any) -> Any:
        kind = type(__obj)
        if kind is not Macro and (kind is not FunctionType or hasattr(__obj, "jinja_pass_arg")):
            return super().call(__obj, *args, **kwargs)
        kwargs.pop("_block_vars", None)  # the compiler adds both for those who want the whole context
        kwargs.pop("_loop_vars", None)
        return __obj(self.eval_ctx, *args, **kwargs) if kind is Macro else __obj(*args, **kwargs)


def init_app(app: Flask) -> None:
    """After the gettext callables are installed, of which it replaces the one that pages call most."""
    environment = app.jinja_env
    environment.context_class = QuickContext
    environment.globals.update({"_": translated, "gettext": translated})


def translations() -> NullTranslations:
    """Looked up once a request: to do so at each of a page's hundred texts costs a sixth of its time."""
    found: NullTranslations | None = g.get("translations")
    if found is None:
        found = g.translations = get_translations()
    return found


def translated(text: str, /, **values: Any) -> Markup:
    """As Jinja's gettext: the text is trusted, the values are escaped, `%%` is a percent sign."""
    if values:
        return _marked(translations(), text) % values
    return _filled(translations(), text)


@lru_cache(maxsize=4096)
def _marked(catalogue: NullTranslations, text: str) -> Markup:
    return Markup(catalogue.ugettext(text))  # noqa: S704  # nosec B704  # our own texts; values are escaped


@lru_cache(maxsize=4096)
def _filled(catalogue: NullTranslations, text: str) -> Markup:
    return _marked(catalogue, text) % {}

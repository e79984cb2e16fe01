"""The short ways give what Jinja's own long ways give."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from babel.support import Translations
from flask import Flask, g
from jinja2 import Environment, pass_context, pass_environment
from jinja2.runtime import Context

from app.web.quick_templates import QuickContext, translated
from app.wording import CATALOGUES

CALLS = """
{%- macro row(name, kind="core") %}{{ name }}:{{ kind }}:{{ caller() if caller else "" }}{% endmacro -%}
{%- for one in ("<x>", "y") %}{% call row(one, kind=turns.next()) %}{{ loop.index }}{% endcall %};{% endfor -%}
{% block body %}{{ row("z") }}{{ plain(2, more=3) -}}
{{ name_of("t") }}{{ size_of("t") }}{{ dict(a=1).a }}{% endblock %}"""


def _drawn(context_class: type[Context]) -> str:
    environment = Environment(autoescape=True)
    environment.context_class = context_class
    environment.globals |= {
        "plain": lambda number, more: number + more,
        "name_of": pass_context(lambda context, name: context.get(name)),
        "size_of": pass_environment(lambda environment, name: len(name) + environment.autoescape),
    }
    turns = environment.globals["cycler"]("a", "b")  # type: ignore[operator]  # a class
    return environment.from_string(CALLS).render(t="seen", turns=turns)


def test_calls_give_what_jinjas_own_context_gives():
    assert _drawn(QuickContext) == _drawn(Context) == "&lt;x&gt;:a:1;y:b:2;z:core:5seen21"


@pytest.fixture(params=["en", "es"])
def catalogue(request: pytest.FixtureRequest) -> Iterator[Translations]:
    with Flask(__name__).app_context():
        g.translations = Translations.load(CATALOGUES, [request.param])
        yield g.translations


@pytest.mark.parametrize(
    ("text", "values"),
    [("Events", {}), ("50 %% of it", {}), ("Tick %(name)s", {"name": "<b>"}), ("%(share)s %%", {"share": 5})],
)
def test_texts_are_those_of_jinjas_own_gettext(catalogue, text, values):
    environment = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    environment.install_gettext_callables(  # type: ignore[attr-defined]  # the i18n extension adds it
        gettext=catalogue.ugettext, ngettext=catalogue.ungettext, newstyle=True
    )

    for _again in range(2):
        assert str(translated(text, **values)) == environment.from_string("{{ _(text, **values) }}").render(
            text=text, values=values
        )


def test_a_text_is_in_the_language_of_the_page_that_asks():
    with Flask(__name__).app_context():
        g.translations = Translations.load(CATALOGUES, ["es"])
        spanish = translated("Events")
    with Flask(__name__).app_context():
        g.translations = Translations.load(CATALOGUES, ["en"])

        assert (str(spanish), str(translated("Events"))) == ("Eventos", "Events")

"""What is chosen among is named in words, not by its key."""

from __future__ import annotations

from app.blueprints.settings.choice_words import CHOICE_WORDS
from app.services.setting_list import SECTIONS
from app.vocabulary import Role
from tests.functional.page_client import PageClient


def test_every_choice_of_a_setting_has_its_words():
    offered = {word for section in SECTIONS for one in section.settings if one.kind == "choice" for word in one.choices}

    assert offered == set(CHOICE_WORDS)


def test_the_page_shows_the_words_in_the_readers_language(sign_in):
    text = PageClient(sign_in(Role.MANAGER, locale="es")).get("/settings/paperwork").text

    assert '<option value="never_included">nunca incluido</option>' in text
    assert '<option selected value="en">English</option>' in text

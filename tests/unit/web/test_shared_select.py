"""Many selects that offer the same."""

from __future__ import annotations

from app.web.shared_select import SharedChoices

OFFERED = SharedChoices([("", "–"), (1, "Ann <b>"), (11, "Bo")])


def test_one_option_is_chosen_and_labels_are_escaped() -> None:
    assert OFFERED.options(1) == (
        '<option value="">–</option><option value="1" selected>Ann &lt;b&gt;</option><option value="11">Bo</option>'
    )


def test_nothing_chosen_is_the_empty_one() -> None:
    assert OFFERED.options(None).startswith('<option value="" selected>')


def test_a_value_that_is_not_offered_chooses_nothing() -> None:
    assert "selected" not in OFFERED.options('1">')

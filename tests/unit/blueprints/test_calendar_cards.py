"""What a narrow chip of the calendar leaves out of the names that Crossmark gives."""

from __future__ import annotations

import pytest

from app.blueprints.calendar.cards import short_name


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("612345-CORE-Sparkling Water", "Sparkling Water"),
        ("613181-MAPL-Sample Maple Syrup-V2-CORE", "MAPL-Sample Maple Syrup"),
        ("613139-WINE-Sample Harvest Red Wine-V2-SUPERVISO", "WINE-Sample Harvest Red Wine"),
        ("613174-PULL-Sample Pulled Chicken-V2-Supervisor", "PULL-Sample Pulled Chicken"),
        ("610122-JUICER-PRODUCTION-SPCLTY", "PRODUCTION-SPCLTY"),
        ("Team Safety Talk and Supply Count", "Team Safety Talk and Supply Count"),
        ("612345-CORE-", "612345-CORE-"),
        ("V2 Coreless Apples", "V2 Coreless Apples"),
    ],
)
def test_number_and_type_stand_beside_the_name(name: str, short: str) -> None:
    assert short_name(name) == short

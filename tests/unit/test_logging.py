"""No secret gets into a log line, whoever passes it."""

from __future__ import annotations

import pytest

from app.logging import mask_secrets


@pytest.mark.parametrize("name", ["password", "access_token", "Cookie", "Authorization", "PHPSESSID", "mfa_code"])
def test_values_with_a_secret_name_are_masked(name: str) -> None:
    assert mask_secrets(None, "info", {name: "hunter2", "event": "called"}) == {name: "***", "event": "called"}

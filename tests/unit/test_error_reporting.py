"""What leaves the machine with a crash report."""

from __future__ import annotations

from app.error_reporting import without_secrets


def test_secrets_are_masked_wherever_they_stand() -> None:
    event = {
        "extra": {"crossmark_password": "hunter2", "rows": [{"api_token": "fst_1", "event": "Core 612345"}]},
        "request": {"url": "http://localhost/login", "headers": {"Cookie": "sid=1"}, "cookies": {"sid": "1"}},
    }

    sent = without_secrets(event, {})

    assert "hunter2" not in str(sent)
    assert "fst_1" not in str(sent)
    assert "sid" not in str(sent)
    assert sent["extra"]["rows"][0]["event"] == "Core 612345"
    assert sent["request"]["url"] == "http://localhost/login"

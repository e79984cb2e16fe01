"""The application starts safely or not at all, and says everything that is wrong at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.config import UnsafeConfig, load_config
from tests.databases import ENCRYPTION_KEY, SECRET_KEY

SAFE = {"APP_ENV": "testing", "SECRET_KEY": SECRET_KEY, "SETTINGS_ENCRYPTION_KEY": ENCRYPTION_KEY}


def faults(**changed: str) -> list[str]:
    with pytest.raises(UnsafeConfig) as refused:
        load_config(SAFE | changed)
    return refused.value.faults


def test_safe_settings_are_typed_and_hide_their_secrets() -> None:
    settings = load_config(SAFE | {"EXTERNAL_API_TIMEOUT": "12", "TRUSTED_HOSTS": "a.example, b.example"})

    assert settings.crossmark_timeout == 12
    assert settings.trusted_hosts == ("a.example", "b.example")
    assert SECRET_KEY not in repr(settings)
    assert ENCRYPTION_KEY not in repr(settings)


@pytest.mark.parametrize(
    ("name", "value", "word"),
    [
        ("APP_ENV", "prod", "APP_ENV"),
        ("SECRET_KEY", "", "SECRET_KEY is missing"),
        ("SECRET_KEY", "change-me", "sample or shorter"),
        ("SETTINGS_ENCRYPTION_KEY", "", "SETTINGS_ENCRYPTION_KEY is missing"),
        ("SETTINGS_ENCRYPTION_KEY", f"{ENCRYPTION_KEY},short", "number 2 is not a Fernet key"),
        ("TIMEZONE", "Mars/Olympus", "TIMEZONE"),
        ("EXTERNAL_API_TIMEOUT", "soon", "whole number"),
        ("EXTERNAL_API_TIMEOUT", "3²", "whole number"),
        ("FORCE_HTTPS", "maybe", "true or false"),
    ],
)
def test_each_fault_is_named(name: str, value: str, word: str) -> None:
    assert any(word in fault for fault in faults(**{name: value}))


def test_every_fault_is_listed_at_once() -> None:
    found = faults(SECRET_KEY="x", SETTINGS_ENCRYPTION_KEY="y", TIMEZONE="z")

    assert len(found) == 3


def test_production_asks_for_more() -> None:
    found = faults(APP_ENV="production", DEMO_PASSWORD="demo", EXTERNAL_API_BASE_URL="http://crossmark.example")

    assert [fault.split()[0] for fault in found] == ["TRUSTED_HOSTS", "DEMO_PASSWORD", "EXTERNAL_API_BASE_URL"]


def test_a_secret_may_come_from_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "key"
    file.write_text(f"{SECRET_KEY}\n")
    monkeypatch.setenv("SECRET_KEY_FILE", str(file))
    monkeypatch.delenv("SECRET_KEY", raising=False)

    settings = load_config({name: value for name, value in SAFE.items() if name != "SECRET_KEY"})

    assert settings.secret_key == SECRET_KEY


def test_a_file_that_cannot_be_read_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "missing"))
    monkeypatch.delenv("SECRET_KEY", raising=False)

    with pytest.raises(UnsafeConfig, match="cannot be read"):
        load_config({name: value for name, value in SAFE.items() if name != "SECRET_KEY"})


def test_an_empty_database_address_means_the_embedded_one(tmp_path: Path) -> None:
    settings = load_config(SAFE | {"DATABASE_URL": "", "DATA_DIR": str(tmp_path)})

    assert settings.database_url == f"sqlite:///{tmp_path / 'app.db'}"

"""The only reader of the environment. Every NAME may also come from the file that NAME_FILE points at.

`load_config()` returns a frozen, typed object or raises `UnsafeConfig` that lists every fault at once.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cryptography.fernet import Fernet
from decouple import Config, RepositoryEmpty, RepositoryEnv

#: Of the product; told by /health and to the servers it calls.
VERSION = "0.1.0"
ENVIRONMENTS = ("development", "testing", "staging", "production")
SAMPLE_SECRETS = {"change-me", "changeme", "secret", "dev", "sample", "example", "your-secret-key"}
MIN_SECRET_LENGTH = 32


class UnsafeConfig(Exception):
    """The process must not start; `faults` says everything that is wrong, one line each."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("Configuration refused:\n- " + "\n- ".join(faults))
        self.faults = faults


@dataclass(frozen=True)
class Settings:
    """Everything the environment decides. Times in seconds unless the name says otherwise."""

    env: str
    secret_key: str = field(repr=False)
    encryption_keys: tuple[str, ...] = field(repr=False)
    database_url: str = field(repr=False)
    redis_url: str = field(repr=False)
    data_dir: Path
    crossmark_base_url: str
    crossmark_username: str
    crossmark_password: str = field(repr=False)
    crossmark_timeout: int
    edr_base_url: str
    edr_username: str
    edr_password: str = field(repr=False)
    edr_mfa_credential_id: str = field(repr=False)
    sales_tools_allowed_hosts: tuple[str, ...]
    webhooks_allowed_hosts: tuple[str, ...]
    sentry_dsn: str = field(repr=False)
    cors_origins: tuple[str, ...]
    trusted_hosts: tuple[str, ...]
    trusted_proxies: int
    force_https: bool
    timezone: str
    smtp_url: str = field(repr=False)
    backup_encryption_key: str = field(repr=False)
    demo_password: str = field(repr=False)
    log_level: str

    @property
    def is_production(self) -> bool:
        return self.env in {"production", "staging"}

    @property
    def broker_dir(self) -> Path:
        """Home of the embedded broker; used only without Redis."""
        return self.data_dir / "broker"

    @property
    def files_dir(self) -> Path:
        """Built packets and fetched sales tools; names are made by us, never by a user."""
        return self.data_dir / "files"

    def faults(self) -> list[str]:
        """Every reason not to start, in plain words."""
        found = []
        if self.env not in ENVIRONMENTS:
            found.append(f"APP_ENV is {self.env!r}; use one of {', '.join(ENVIRONMENTS)}.")
        found += _secret_faults(self)
        found += _key_faults(self.encryption_keys)
        found += _zone_faults(self.timezone)
        if self.backup_encryption_key and not _is_fernet_key(self.backup_encryption_key):
            found.append("BACKUP_ENCRYPTION_KEY is not a Fernet key (32 bytes, url-safe base64).")
        if self.is_production:
            found += _production_faults(self)
        return found


def load_config(overrides: dict[str, str] | None = None) -> Settings:
    """Read the environment (or `overrides` on top of it) and refuse anything unsafe.

    Raises UnsafeConfig with all faults.
    """
    read = _Reader(overrides or {})
    settings = Settings(
        env=read.text("APP_ENV", "development"),
        secret_key=read.text("SECRET_KEY"),
        encryption_keys=read.words("SETTINGS_ENCRYPTION_KEY"),
        database_url=_database_url(read.text("DATABASE_URL"), read.path("DATA_DIR", "instance")),
        redis_url=read.text("REDIS_URL"),
        data_dir=read.path("DATA_DIR", "instance"),
        crossmark_base_url=read.text("EXTERNAL_API_BASE_URL").rstrip("/"),
        crossmark_username=read.text("EXTERNAL_API_USERNAME"),
        crossmark_password=read.text("EXTERNAL_API_PASSWORD"),
        crossmark_timeout=read.number("EXTERNAL_API_TIMEOUT", 30),
        edr_base_url=read.text("WALMART_EDR_BASE_URL").rstrip("/"),
        edr_username=read.text("WALMART_EDR_USERNAME"),
        edr_password=read.text("WALMART_EDR_PASSWORD"),
        edr_mfa_credential_id=read.text("WALMART_EDR_MFA_CREDENTIAL_ID"),
        sales_tools_allowed_hosts=read.words("SALES_TOOLS_ALLOWED_HOSTS"),
        webhooks_allowed_hosts=read.words("WEBHOOKS_ALLOWED_HOSTS"),
        sentry_dsn=read.text("SENTRY_DSN"),
        cors_origins=read.words("CORS_ORIGINS"),
        trusted_hosts=read.words("TRUSTED_HOSTS"),
        trusted_proxies=read.number("TRUSTED_PROXIES", 0),
        force_https=read.flag("FORCE_HTTPS"),
        timezone=read.text("TIMEZONE", "America/Indiana/Indianapolis"),
        smtp_url=read.text("SMTP_URL"),
        backup_encryption_key=read.text("BACKUP_ENCRYPTION_KEY"),
        demo_password=read.text("DEMO_PASSWORD"),
        log_level=read.text("LOG_LEVEL", "INFO").upper(),
    )
    faults = read.faults + settings.faults()
    if faults:
        raise UnsafeConfig(faults)
    return settings


class _Reader:
    """decouple underneath; adds NAME_FILE, lists and one list of faults."""

    def __init__(self, overrides: dict[str, str]) -> None:
        self._overrides = overrides
        env_file = Path(".env")
        self._config = Config(RepositoryEnv(str(env_file)) if env_file.is_file() else RepositoryEmpty())
        self.faults: list[str] = []

    def text(self, name: str, default: str = "") -> str:
        if name in self._overrides:
            return self._overrides[name].strip()
        file = self._config(f"{name}_FILE", default="")
        if file and name not in os.environ:
            return self._from_file(name, Path(file))
        return str(self._config(name, default=default)).strip()

    def _from_file(self, name: str, path: Path) -> str:
        try:
            return path.read_text(encoding="utf-8").strip()
        except OSError as error:
            self.faults.append(f"{name}_FILE points at {path}, which cannot be read ({error.strerror}).")
            return ""

    def words(self, name: str) -> tuple[str, ...]:
        return tuple(word.strip() for word in self.text(name).split(",") if word.strip())

    def number(self, name: str, default: int) -> int:
        raw = self.text(name, str(default))
        if raw.isascii() and raw.isdigit():
            return int(raw)
        self.faults.append(f"{name} is {raw!r}; use a whole number such as {default}.")
        return default

    def flag(self, name: str) -> bool:
        raw = self.text(name, "false").lower()
        if raw not in {"true", "false", "1", "0", "yes", "no", "on", "off", ""}:
            self.faults.append(f"{name} is {raw!r}; use true or false.")
        return raw in {"true", "1", "yes", "on"}

    def path(self, name: str, default: str) -> Path:
        return Path(self.text(name, default)).expanduser().resolve()


def _database_url(url: str, data_dir: Path) -> str:
    """Empty means the embedded SQLite file; a bare postgresql:// means psycopg 3."""
    if not url:
        return f"sqlite:///{data_dir / 'app.db'}"
    if url.startswith("postgres://"):
        return "postgresql://" + url.removeprefix("postgres://")
    return url


def _secret_faults(settings: Settings) -> list[str]:
    key = settings.secret_key
    if not key:
        return ["SECRET_KEY is missing; make one with: python -c 'import secrets; print(secrets.token_urlsafe(48))'."]
    if len(key) < MIN_SECRET_LENGTH or key.lower() in SAMPLE_SECRETS:
        return [f"SECRET_KEY is a sample or shorter than {MIN_SECRET_LENGTH} characters."]
    return []


def _key_faults(keys: tuple[str, ...]) -> list[str]:
    if not keys:
        return [
            "SETTINGS_ENCRYPTION_KEY is missing; make one with: "
            "python -c 'from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())'."
        ]
    return [
        f"SETTINGS_ENCRYPTION_KEY number {place} is not a Fernet key (32 bytes, url-safe base64)."
        for place, key in enumerate(keys, start=1)
        if not _is_fernet_key(key)
    ]


def _is_fernet_key(key: str) -> bool:
    try:
        Fernet(key)
    except ValueError:
        return False
    return True


def _zone_faults(name: str) -> list[str]:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return [f"TIMEZONE is {name!r}; use a name such as America/Indiana/Indianapolis."]
    return []


def _production_faults(settings: Settings) -> list[str]:
    found = []
    if not settings.trusted_hosts:
        found.append("TRUSTED_HOSTS is missing; list the host names this site is reached by.")
    if settings.demo_password:
        found.append("DEMO_PASSWORD is set; demo sign-ins are not allowed here.")
    for name in ("FLASK_DEBUG", "FAILPOINT"):
        if os.environ.get(name) not in {None, "", "0"}:
            found.append(f"{name} is set; it is for development only.")
    if settings.crossmark_base_url and not settings.crossmark_base_url.startswith("https://"):
        found.append("EXTERNAL_API_BASE_URL must begin with https:// here.")
    return found

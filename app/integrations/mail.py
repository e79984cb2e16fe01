"""One plain mail through the configured server. Names of people never go into the log."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from urllib.parse import parse_qs, unquote, urlsplit

import structlog

from app.errors import Invalid
from app.integrations.errors import Refused, Unreachable
from app.wording import say

NAME = "The mail server"
_SECONDS = 30.0
_PORTS = {"smtp": 587, "smtps": 465}
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class MailServer:
    """`sealed`: encrypted from the first byte; otherwise as soon as the server offers it."""

    host: str
    port: int
    username: str
    password: str = field(repr=False)
    sender: str
    sealed: bool


def server_of(url: str) -> MailServer:
    """From `smtp://user:password@host:587?from=schedule@example.com`. Raises Invalid."""
    parts = urlsplit(url)
    if parts.scheme not in _PORTS or not parts.hostname:
        raise Invalid("SMTP_URL must look like smtp://user:password@host:587?from=schedule@example.com.")
    username = unquote(parts.username or "")
    fallback = username if "@" in username else f"schedule@{parts.hostname}"
    sender = parse_qs(parts.query).get("from", [fallback])[0]
    port = parts.port or _PORTS[parts.scheme]
    return MailServer(
        parts.hostname, port, username, unquote(parts.password or ""), sender, sealed=parts.scheme == "smtps"
    )


def send(server: MailServer, recipients: Sequence[str], *, subject: str, text: str) -> None:
    """Raises Unreachable when the server does not answer, Refused when it does not take the mail."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = server.sender, ", ".join(recipients), subject
    mail["Date"], mail["Message-ID"] = formatdate(), make_msgid(domain=server.host)
    mail.set_content(text)
    try:
        with _connected(server) as connection:
            connection.send_message(mail)
    except smtplib.SMTPException as error:
        raise Refused(NAME, _reason(error)) from error
    except OSError as error:
        raise Unreachable(NAME) from error
    log.info("mail sent", recipients=len(recipients))


def _connected(server: MailServer) -> smtplib.SMTP:
    if server.sealed:
        connection: smtplib.SMTP = smtplib.SMTP_SSL(
            server.host, server.port, timeout=_SECONDS, context=ssl.create_default_context()
        )
    else:
        connection = smtplib.SMTP(server.host, server.port, timeout=_SECONDS)
        connection.ehlo()
        if connection.has_extn("starttls"):
            connection.starttls(context=ssl.create_default_context())
        elif server.username:
            connection.close()
            raise Refused(NAME, say("it offers no encryption, so the password was not sent; use smtps://"))
    if server.username:
        connection.login(server.username, server.password)
    return connection


def _reason(error: smtplib.SMTPException) -> str:
    """What the server said, without addresses."""
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error.decode("utf-8", "replace") if isinstance(error.smtp_error, bytes) else error.smtp_error
        return f"{error.smtp_code} {said}"[:200].rstrip(".")
    return "it did not accept the addresses" if isinstance(error, smtplib.SMTPRecipientsRefused) else "it broke off"

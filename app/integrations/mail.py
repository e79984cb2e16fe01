"""One plain mail through the configured server. Names of people never go into the log."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from urllib.parse import parse_qs, unquote, urlsplit

import structlog

from app.errors import Invalid
from app.integrations.errors import OutcomeUnknown, Refused, Unreachable
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


def send(server: MailServer, recipients: Sequence[str], *, subject: str, text: str, message_id: str = "") -> None:
    """Raises Unreachable when no connection was made, Refused when the server does not take the mail, OutcomeUnknown
    when it broke off while the mail was handed over."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = server.sender, ", ".join(recipients), subject
    mail["Date"], mail["Message-ID"] = formatdate(), message_id or make_msgid(domain=server.host)
    mail.set_content(text)
    connection = _opened(server)
    try:
        connection.send_message(mail)
    except smtplib.SMTPServerDisconnected as error:
        raise OutcomeUnknown(NAME, say("it hung up")) from error
    except smtplib.SMTPException as error:
        raise _refused(error) from error
    except OSError as error:
        raise OutcomeUnknown(NAME, say("the connection broke off")) from error
    finally:
        _leave(connection)
    log.info("mail sent", recipients=len(recipients))


def _opened(server: MailServer) -> smtplib.SMTP:
    try:
        return _connected(server)
    except smtplib.SMTPServerDisconnected as error:
        raise Unreachable(NAME) from error
    except smtplib.SMTPException as error:
        raise _refused(error) from error
    except OSError as error:
        raise Unreachable(NAME) from error


def _leave(connection: smtplib.SMTP) -> None:
    """Whatever the server says to a good-bye, the mail was taken or refused before."""
    with suppress(smtplib.SMTPException, OSError):
        connection.quit()
    connection.close()


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


def _refused(error: smtplib.SMTPException) -> Refused:
    """`answered` is the server's code: from 500 on there is no sense in trying again."""
    code = error.smtp_code if isinstance(error, smtplib.SMTPResponseException) else 500
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code = max((code for code, _said in error.recipients.values()), default=500)
    return Refused(NAME, _reason(error), code)


def _reason(error: smtplib.SMTPException) -> str:
    """What the server said, without addresses."""
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error.decode("utf-8", "replace") if isinstance(error.smtp_error, bytes) else error.smtp_error
        return f"{error.smtp_code} {said}"[:200].rstrip(".")
    return "it did not accept the addresses" if isinstance(error, smtplib.SMTPRecipientsRefused) else "it broke off"

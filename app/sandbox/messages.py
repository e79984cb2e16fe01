"""What comes in and goes out over the wire, free of sockets so that the sandboxes can be read as plain functions."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from email.message import Message
from email.parser import BytesParser
from email.policy import HTTP
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs, urlsplit


class BadRequest(Exception):
    """The request does not follow the wire contract; the text says how."""


@dataclass
class Request:
    method: str
    target: str
    headers: Message
    body: bytes
    connection: int
    origin: str
    """Scheme, host and port under which the client reached us."""
    path: str = field(init=False)
    query: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        parts = urlsplit(self.target)
        self.path = parts.path
        self.query = _last_values(parts.query)

    @property
    def body_hash(self) -> str:
        return hashlib.sha256(self.body).hexdigest()

    def header(self, name: str) -> str:
        return str(self.headers.get(name, ""))

    def cookie(self, name: str) -> str | None:
        try:
            jar = SimpleCookie(self.header("Cookie"))
        except CookieError:
            return None
        return jar[name].value if name in jar else None

    def number(self, name: str, default: int) -> int:
        """A whole number from the query, not below zero."""
        text = self.query.get(name) or str(default)
        if not text.isdecimal():
            raise BadRequest(f"{name} must be a whole number")
        return int(text)

    def form(self) -> dict[str, str]:
        """Fields of an urlencoded body, blanks kept."""
        if not self.header("Content-Type").startswith("application/x-www-form-urlencoded"):
            raise BadRequest("Content-Type must be application/x-www-form-urlencoded")
        try:
            return _last_values(self.body.decode())
        except UnicodeDecodeError as error:
            raise BadRequest("the body is not UTF-8") from error

    def json_object(self) -> dict[str, object]:
        try:
            parsed = json.loads(self.body)
        except ValueError as error:
            raise BadRequest("the body is not JSON") from error
        if not isinstance(parsed, dict):
            raise BadRequest("the body is not a JSON object")
        return parsed

    def multipart(self) -> dict[str, str]:
        """Fields of a multipart body; a part with a file name is refused, as only plain fields are expected."""
        content_type = self.header("Content-Type")
        if not content_type.startswith("multipart/form-data"):
            raise BadRequest("Content-Type must be multipart/form-data")
        message = BytesParser(policy=HTTP).parsebytes(
            b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + self.body
        )
        if not message.is_multipart():
            raise BadRequest("the body is not multipart")
        fields: dict[str, str] = {}
        for part in message.iter_parts():
            if part.get_filename() is not None:
                raise BadRequest("a part has a file name")
            name = part.get_param("name", header="content-disposition")
            fields[str(name)] = str(part.get_content()).strip()
        return fields


def _last_values(encoded: str) -> dict[str, str]:
    return {name: values[-1] for name, values in parse_qs(encoded, keep_blank_values=True).items()}


@dataclass
class Answer:
    """`payload` is kept beside the encoded body so that faults can bend it; `sequence` is its ledger row."""

    status: int = 200
    body: bytes = b""
    content_type: str = "application/json"
    headers: list[tuple[str, str]] = field(default_factory=list)
    payload: object = None
    sequence: int | None = None

    @classmethod
    def json(cls, payload: object, status: int = 200, headers: list[tuple[str, str]] | None = None) -> Answer:
        return cls(status, json.dumps(payload).encode(), "application/json", headers or [], payload)

    @classmethod
    def html(cls, page: str, status: int = 200, headers: list[tuple[str, str]] | None = None) -> Answer:
        return cls(status, page.encode(), "text/html; charset=utf-8", headers or [])

    @classmethod
    def redirect(cls, location: str) -> Answer:
        return cls(302, b"", "text/html; charset=utf-8", [("Location", location)])

    def with_payload(self, payload: object) -> Answer:
        return Answer(
            self.status, json.dumps(payload).encode(), self.content_type, self.headers, payload, self.sequence
        )

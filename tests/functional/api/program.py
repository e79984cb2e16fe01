"""How a program talks to the API in tests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

V1 = "/api/v1"


@dataclass
class Program:
    """Sends requests with a Bearer token; `status` is what the test expects."""

    client: FlaskClient
    token: str
    refresh_token: str = ""

    def get(self, path: str, status: int = 200, **more: Any) -> TestResponse:
        return self.send("GET", path, status, **more)

    def post(self, path: str, body: Any = None, status: int = 200, **more: Any) -> TestResponse:
        return self.send("POST", path, status, json={} if body is None else body, **more)

    def send(self, method: str, path: str, status: int, *, headers: Any = None, **more: Any) -> TestResponse:
        sent = {"Authorization": f"Bearer {self.token}", **(headers or {})}
        answer = self.client.open(V1 + path if path.startswith("/") else path, method=method, headers=sent, **more)
        assert answer.status_code == status, f"{method} {path}: {answer.status_code} {answer.text[:600]}"
        if status >= 400:
            check_problem(answer)
        return answer


def check_problem(answer: TestResponse) -> dict[str, Any]:
    assert answer.content_type == "application/problem+json"
    assert {"type", "title", "status", "detail", "code", "request_id"} <= answer.json.keys()
    assert answer.json["status"] == answer.status_code
    return answer.json


def sign_in_form(client: FlaskClient, **form: str) -> TestResponse:
    return client.post(f"{V1}/oauth/token", data=form)

"""Load like a store manager's day: `locust --host http://127.0.0.1:8000`, with the demo's manager by default."""

from __future__ import annotations

import os
import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from locust import HttpUser, between, task
from locust.exception import StopUser

_CSRF = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
_ZONE = ZoneInfo(os.environ.get("TIMEZONE", "America/Indiana/Indianapolis"))


class Manager(HttpUser):
    wait_time = between(1, 3)

    def on_start(self) -> None:
        form = self.client.get("/login", name="/login (form)")
        token = _CSRF.search(form.text)
        if token is None:
            raise StopUser("the sign-in page holds no CSRF token")
        fields = {
            "csrf_token": token[1],
            "username": os.environ.get("LOCUST_USERNAME", "manager"),
            "password": os.environ["DEMO_PASSWORD"],
        }
        headers = {"Referer": f"{self.host}/login"}
        with self.client.post("/login", fields, headers=headers, allow_redirects=False, catch_response=True) as answer:
            if answer.status_code != 302:
                answer.failure(f"sign-in answered {answer.status_code}")
                raise StopUser("the sign-in was refused")

    @task(3)
    def dashboard(self) -> None:
        self.client.get("/")

    @task(2)
    def calendar(self) -> None:
        self.client.get("/calendar", params={"view": "week", "date": _day(7)}, name="/calendar")

    @task(1)
    def schedule(self) -> None:
        self.client.get(f"/day/{_day(1)}", name="/day/<date>")

    @task(1)
    def attendance(self) -> None:
        self.client.get("/attendance")


def _day(ahead: int) -> str:
    return (datetime.now(_ZONE).date() + timedelta(days=ahead)).isoformat()

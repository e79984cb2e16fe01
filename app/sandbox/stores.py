"""Three invented clubs, one of them an hour behind the others."""

from __future__ import annotations

from app.sandbox.world import DemoStore

STORES = (
    DemoStore("8801", "SAM'S CLUB #8801", "154801", "America/Indiana/Indianapolis"),
    DemoStore("8802", "SAM'S CLUB #8802", "154802", "America/Indiana/Indianapolis"),
    DemoStore("8803", "SAM'S CLUB #8803", "154803", "America/Chicago"),
)

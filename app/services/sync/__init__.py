"""Bringing in what Crossmark knows: fetched and verified as a whole first, then applied as one recorded change."""

from __future__ import annotations

from app.services.sync.runs import request_sync, run_crossmark_sync

__all__ = ["request_sync", "run_crossmark_sync"]

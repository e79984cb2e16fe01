"""Comparing Crossmark, Walmart and our own schedules, and settling what differs."""

from __future__ import annotations

from app.services.reconciling.runs import request, run_reconciliation
from app.services.reconciling.settle import accept, ignore, latest, push_ours

__all__ = ["accept", "ignore", "latest", "push_ours", "request", "run_reconciliation"]

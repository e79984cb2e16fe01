"""Rules and configurations as the API shows them."""

from __future__ import annotations

from app.blueprints.api.presenters import Shown
from app.models import OptimisationConfig
from app.services.optimisation import weights_of
from app.services.rule_list import chapter_of
from app.services.rulebook import Entry
from app.services.scheduling.rules import BY_NAME


def constraint(entry: Entry) -> Shown:
    choice = entry.choice
    return {
        "id": choice.key,
        "rule": choice.rule,
        "title": BY_NAME[choice.rule].TITLE,
        "chapter": chapter_of(choice.rule),
        "effective_from": choice.effective_from.isoformat() if choice.effective_from else None,
        "severity_automatic": choice.severity_automatic.value,
        "severity_manual": choice.severity_manual.value,
        "numbers": dict(choice.numbers),
        "note": choice.note,
        "version": entry.version,
    }


def configuration(row: OptimisationConfig) -> Shown:
    return {
        "id": row.id,
        "name": row.name,
        "note": row.note,
        "is_default": row.is_default,
        "time_limit_s": row.time_limit_s,
        "weights": weights_of(row).as_settings(),
        "version": row.version,
    }

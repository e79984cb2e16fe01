"""Short messages after an action: what was done, with Undo when it can be taken back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import flash, get_flashed_messages

_CHANGE = "change:"


@dataclass(frozen=True)
class Toast:
    kind: str
    """success, warning, error or info"""
    message: str
    change_id: int | None = None


def flash_success(message: str) -> None:
    flash(message, "success")


def flash_info(message: str) -> None:
    flash(message, "info")


def flash_error(message: str) -> None:
    flash(message, "error")


def flash_warnings(messages: Iterable[str]) -> None:
    """What an action brought about that somebody has to look at."""
    for message in messages:
        flash(message, "warning")


def flash_change(message: str, change_id: int | None) -> None:
    """A saved change; its toast offers Undo."""
    flash(message, "success" if change_id is None else f"{_CHANGE}{change_id}")


def pending_toasts() -> list[Toast]:
    flashed: list[tuple[str, str]] = get_flashed_messages(with_categories=True)  # type: ignore[assignment]  # pairs
    return [_toast(category, message) for category, message in flashed]


def _toast(category: str, message: str) -> Toast:
    if category.startswith(_CHANGE):
        return Toast("success", message, int(category.removeprefix(_CHANGE)))
    return Toast(category if category in {"success", "warning", "error"} else "info", message)

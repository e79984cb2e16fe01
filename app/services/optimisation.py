"""Named configurations of the auto-scheduler: what a run strives for. Saved as recorded changes.

A run keeps a copy of its configuration, so that it says what it strove for whatever becomes of the configuration.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any

from sqlalchemy.orm import Session

from app.errors import Conflict, FieldError, Invalid, NotFound, Stale
from app.models import OptimisationConfig
from app.queries import optimisation as queries
from app.queries import runs as run_queries
from app.services import changes
from app.services.actors import Actor
from app.services.scheduling.weights import MOST_POINTS, Weights
from app.vocabulary import Permission
from app.wording import say

LONGEST_NAME, LONGEST_NOTE = 60, 300
LONGEST_S = 600
STALE = "Somebody else changed this configuration after you opened it. Reload to see it, then try again."
WEIGHTS = tuple(item.name for item in fields(Weights))


@dataclass(frozen=True)
class Wanted:
    """What somebody typed. Weights that are left out have the default of the product."""

    name: str
    weights: Mapping[str, Any] = field(default_factory=dict)
    time_limit_s: Any = 30
    """Seconds of search for each week that is planned."""
    note: str = ""
    is_default: bool | None = None
    """None = as it is now."""


@dataclass(frozen=True)
class Saved:
    config_id: int
    change_id: int | None


def every(session: Session) -> Sequence[OptimisationConfig]:
    """The default first, then by name."""
    return queries.all_configs(session)


def find(session: Session, config_id: int) -> OptimisationConfig:
    """Raises NotFound."""
    config = session.get(OptimisationConfig, config_id)
    if config is None:
        raise NotFound(say("That configuration was not found."))
    return config


def named(session: Session, name: str) -> OptimisationConfig:
    """Raises NotFound, saying which there are."""
    configs = every(session)
    config = next((one for one in configs if one.name.casefold() == name.strip().casefold()), None)
    if config is None:
        known = ", ".join(one.name for one in configs)
        raise NotFound(
            say("There is no configuration “%(name)s”; there are %(known)s.", name=name, known=known)
            if known
            else say("There is none yet.")
        )
    return config


def weights_of(config: OptimisationConfig) -> Weights:
    return Weights.from_settings(config.weights)


def strives_for_nothing(weights: Weights) -> bool:
    """Such a run still plans by all rules, but one valid plan is as good to it as another."""
    return not any(weights.as_settings().values())


def copy_for_run(session: Session, config_id: int | None) -> dict[str, Any]:
    """What a run keeps; of the default when none is named, empty where there is none. Raises Invalid."""
    config = queries.default_config(session) if config_id is None else session.get(OptimisationConfig, config_id)
    if config is None and config_id is not None:
        wrong = "There is no such configuration. Leave it out to plan with the default."
        raise Invalid(wrong, [FieldError("config_id", wrong)])
    if config is None:
        return {}
    return {"id": config.id, "name": config.name, "time_limit_s": config.time_limit_s, "weights": dict(config.weights)}


def weights_of_run(kept: Mapping[str, Any]) -> Weights:
    """Of what `copy_for_run` gave."""
    return Weights.from_settings(kept.get("weights", {}))


def default_weights(session: Session) -> Weights:
    """What places are priced by where no run is asked about."""
    return weights_of_run(copy_for_run(session, None))


def create(session: Session, actor: Actor, wanted: Wanted) -> Saved:
    """Raises Invalid naming every field that cannot be used."""
    actor.require(Permission.EDIT_SETTINGS)
    others = queries.lock_configs(session)
    checked = _checked(wanted, others)
    summary = f"Configuration “{checked.name}” added"
    with changes.record(session, actor, command="create_configuration", summary=summary) as recording:
        config = OptimisationConfig(is_default=False, **_columns(checked))
        if checked.is_default or not others:
            _choose(config, others)
        session.add(config)
    return Saved(config.id, recording.change_id)


def clone(session: Session, actor: Actor, *, config_id: int) -> Saved:
    """A copy under a free name, to be changed. Raises NotFound."""
    config = find(session, config_id)
    names = {other.name.casefold() for other in queries.all_configs(session)}
    base = f"{config.name[: LONGEST_NAME - 12]} copy"
    free = next(name for name in (base, *(f"{base} {n}" for n in range(2, 1000))) if name.casefold() not in names)
    return create(session, actor, Wanted(free, dict(config.weights), config.time_limit_s, config.note))


def update(session: Session, actor: Actor, wanted: Wanted, *, config_id: int, version: int | None) -> Saved:
    """Replaces everything. Raises NotFound, Stale, and Invalid naming every field that cannot be used."""
    actor.require(Permission.EDIT_SETTINGS)
    config, others = _locked(session, config_id, version)
    checked = _checked(wanted, others)
    if checked.is_default is False and config.is_default:
        wrong = "Make another configuration the default instead."
        raise Invalid(wrong, [FieldError("is_default", wrong)])
    summary = f"Configuration “{checked.name}” changed"
    with changes.record(session, actor, command="change_configuration", summary=summary) as recording:
        for name, value in _columns(checked).items():
            setattr(config, name, value)
        if checked.is_default:
            _choose(config, others)
    return Saved(config.id, recording.change_id)


def make_default(session: Session, actor: Actor, *, config_id: int, version: int | None) -> Saved:
    """Raises NotFound and Stale."""
    actor.require(Permission.EDIT_SETTINGS)
    config, others = _locked(session, config_id, version)
    summary = f"Configuration “{config.name}” is the default"
    with changes.record(session, actor, command="choose_default_configuration", summary=summary) as recording:
        _choose(config, others)
    return Saved(config.id, recording.change_id)


def delete(session: Session, actor: Actor, *, config_id: int, version: int | None) -> int | None:
    """Raises NotFound, Stale, and Conflict for the default and for what a run is using. Returns the change."""
    actor.require(Permission.EDIT_SETTINGS)
    config, _ = _locked(session, config_id, version)
    if config.is_default:
        raise Conflict(say("The default cannot be deleted. Make another configuration the default first."))
    if any(run.config.get("id") == config.id for run, _ in run_queries.runs_in_work(session)):
        raise Conflict(say("A run is using this configuration. Wait for it or cancel it."))
    summary = f"Configuration “{config.name}” deleted"
    with changes.record(session, actor, command="delete_configuration", summary=summary) as recording:
        session.delete(config)
    return recording.change_id


def _choose(config: OptimisationConfig, others: Sequence[OptimisationConfig]) -> None:
    for other in others:
        other.is_default = False
    config.is_default = True


def _locked(
    session: Session, config_id: int, version: int | None
) -> tuple[OptimisationConfig, list[OptimisationConfig]]:
    configs = queries.lock_configs(session)
    config = next((one for one in configs if one.id == config_id), None)
    if config is None:
        raise NotFound(say("That configuration was not found."))
    if version is not None and version != config.version:
        raise Stale(STALE)
    return config, [one for one in configs if one is not config]


def _columns(checked: Wanted) -> dict[str, Any]:
    return {
        "name": checked.name,
        "weights": dict(checked.weights),
        "time_limit_s": checked.time_limit_s,
        "note": checked.note,
    }


def _checked(wanted: Wanted, others: Sequence[OptimisationConfig]) -> Wanted:
    """The same without the weights that are the product's own default."""
    wrong = [*_wrong_texts(wanted, others), *_wrong_numbers(wanted)]
    if wrong:
        raise Invalid(say("The configuration cannot be saved like this."), wrong)
    default = Weights().as_settings()
    weights = {name: points for name, points in wanted.weights.items() if points != default[name]}
    return replace(wanted, name=wanted.name.strip(), weights=weights, note=wanted.note.strip())


def _wrong_texts(wanted: Wanted, others: Sequence[OptimisationConfig]) -> list[FieldError]:
    name, wrong = wanted.name.strip(), []
    if not name:
        wrong.append(FieldError("name", say("Give it a name.")))
    if len(name) > LONGEST_NAME or "\x00" in name:
        wrong.append(FieldError("name", say("Use at most %(most)s characters.", most=LONGEST_NAME)))
    if any(other.name.casefold() == name.casefold() for other in others):
        wrong.append(FieldError("name", say("There is a configuration of this name already.")))
    if len(wanted.note) > LONGEST_NOTE or "\x00" in wanted.note:
        wrong.append(FieldError("note", say("Use at most %(most)s characters.", most=LONGEST_NOTE)))
    return wrong


def _wrong_numbers(wanted: Wanted) -> list[FieldError]:
    wrong = [
        FieldError(name, say("There is no weight of this name.")) for name in wanted.weights if name not in WEIGHTS
    ]
    for name in WEIGHTS:
        points = wanted.weights.get(name, 0)
        if type(points) is not int or not 0 <= points <= MOST_POINTS:
            wrong.append(
                FieldError(name, say("Choose a whole number from 0 to %(most)s.", most=format(MOST_POINTS, ",")))
            )
    seconds = wanted.time_limit_s
    if type(seconds) is not int or not 1 <= seconds <= LONGEST_S:
        wrong.append(FieldError("time_limit_s", say("Choose between 1 and %(most)s seconds.", most=LONGEST_S)))
    return wrong

"""The form of a configuration: its name, its weights, how long it searches, and what it is for."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField
from wtforms.validators import InputRequired, NumberRange

from app.blueprints.settings.weight_words import WORDS, WeightWords
from app.models import OptimisationConfig
from app.services import optimisation
from app.services.optimisation import LONGEST_NAME, LONGEST_NOTE, LONGEST_S, Wanted
from app.services.scheduling.weights import MOST_POINTS
from app.web.fields import REQUIRED, BaseForm, TextField, VersionField, required


def _whole_number(label: Any, low: int, high: int, default: int) -> IntegerField:
    words = _l("Use a whole number from %(low)s to %(high)s.", low=low, high=high)
    return IntegerField(label, default=default, validators=[InputRequired(REQUIRED), NumberRange(low, high, words)])


def _weight(words: WeightWords) -> IntegerField:
    return _whole_number(words.label, 0, MOST_POINTS, words.default)


class ConfigForm(BaseForm):
    """Made by `config_form`, which adds a field for each weight."""

    name = TextField(_l("Name"), length=LONGEST_NAME, validators=[required()])
    note = TextField(_l("What it is for"), length=LONGEST_NOTE)
    time_limit_s = _whole_number(_l("Seconds of search for each week"), 1, LONGEST_S, 30)
    version = VersionField()

    def wanted(self) -> Wanted:
        """Call it after the form was validated."""
        weights = {name: self[name].data for name in WORDS}
        return Wanted(self.name.data, weights, self.time_limit_s.data, self.note.data or "")


_WithWeights = type("ConfigForm", (ConfigForm,), {name: _weight(words) for name, words in WORDS.items()})


def config_form(stored: OptimisationConfig | None = None, **more: Any) -> ConfigForm:
    """Without a stored one it begins with what the product brings; a posted form brings its own values.

    With `formdata=None` it shows what is saved, whatever was posted.
    """
    shown = {} if stored is None else optimisation.weights_of(stored).as_settings()
    form: ConfigForm = _WithWeights(obj=stored, data=shown, **more)
    return form

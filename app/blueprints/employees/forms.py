"""Forms of the employees' pages. Those that stand together on one page have prefixed ids."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DecimalField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
)
from wtforms.validators import NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.errors import FieldError, Invalid
from app.formatting import hhmm, parse_hhmm
from app.models import Employee
from app.models.employee import WEEKDAYS
from app.services.departures import Departure, Strategy
from app.services.employee_availability import DAY, DatedPattern, Range, seen_week, week_of
from app.services.employees import EmployeeFacts
from app.services.time_off import Absence
from app.vocabulary import Title
from app.web.fields import (
    WEEKDAY_LABELS,
    BaseForm,
    DayField,
    LocalTimeField,
    TextField,
    VersionField,
    choices,
    needed_day,
    required,
)
from app.wording import LANGUAGES, SOURCE


def _hours(label: str) -> DecimalField:
    text = _l("Enter hours from %(min)s to %(max)s.")
    checks = [Optional(), NumberRange(min=1, max=100, message=text)]
    return DecimalField(label, places=1, validators=checks, render_kw={"inputmode": "decimal"})


def _minutes(hours: Any) -> int | None:
    return int(hours * 60) if hours is not None else None


def _number_or_none(value: str | int | None) -> int | None:
    return int(value) if value not in (None, "") else None


class EmployeeForm(BaseForm):
    version = VersionField()
    name = TextField(_l("Name"), length=120, validators=[required()])
    title = SelectField(_l("Title"), choices=choices((title.value, title.value) for title in Title))
    store_ids = SelectMultipleField(
        _l("Stores"), coerce=int, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    home_store_id = SelectField(_l("Home store"), coerce=_number_or_none)
    active = BooleanField(_l("Active: may be scheduled"), default=True)
    locale = SelectField(_l("Language of the paper"), choices=choices(LANGUAGES.items()), default=SOURCE)
    terminated_on = DayField(_l("Last day of work"), validators=[Optional()])
    adult_beverage_trained = BooleanField(_l("Trained for adult beverages"))
    email = TextField(_l("E-mail"), length=254)
    phone = TextField(_l("Phone"), length=32)
    external_id = TextField(_l("HR id"), length=32)
    rep_id = TextField(_l("Crossmark rep id"), length=32)
    max_hours_week = _hours(_l("Most hours a week"))
    target_hours_week = _hours(_l("Wanted hours a week"))
    max_days_week = IntegerField(
        _l("Most days a week"),
        validators=[Optional(), NumberRange(min=1, max=7, message=_l("Enter a number from %(min)s to %(max)s."))],
    )

    preferred_days_off = SelectMultipleField(
        _l("Would rather not work on"),
        coerce=int,
        choices=choices(enumerate(WEEKDAY_LABELS)),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    def show(self, employee: Employee) -> None:
        """The hours in hours."""
        self.title.data = employee.title.value
        self.store_ids.data = [place.store_id for place in employee.stores]
        self.home_store_id.data = next((place.store_id for place in employee.stores if place.is_home), None)
        self.max_hours_week.data = employee.max_minutes_week / 60 if employee.max_minutes_week else None
        self.target_hours_week.data = employee.target_minutes_week / 60 if employee.target_minutes_week else None

    def facts(self) -> EmployeeFacts:
        stores = frozenset(self.store_ids.data or ())
        return EmployeeFacts(
            name=self.name.data or "",
            title=Title(self.title.data),
            store_ids=stores,
            home_store_id=self.home_store_id.data or (min(stores) if len(stores) == 1 else None),
            active=bool(self.active.data),
            adult_beverage_trained=bool(self.adult_beverage_trained.data),
            email=self.email.data or None,
            phone=self.phone.data or None,
            external_id=self.external_id.data or None,
            rep_id=self.rep_id.data or None,
            terminated_on=self.terminated_on.data,
            max_minutes_week=_minutes(self.max_hours_week.data),
            target_minutes_week=_minutes(self.target_hours_week.data),
            max_days_week=self.max_days_week.data,
            preferred_days_off=frozenset(self.preferred_days_off.data or ()),
            locale=self.locale.data,
        )


class NewEmployeeForm(EmployeeForm):
    """The box is shown, and asked for, only when somebody of that name is there already."""

    another_person = BooleanField(_l("This is another person of the same name"))


class DepartureForm(BaseForm):
    version = VersionField()
    last_day = needed_day(_l("Last day of work"))
    strategy = RadioField(
        _l("What becomes of the bookings after it"),
        choices=choices(
            [
                (Strategy.MARK_UNSCHEDULED.value, _l("Leave the events open")),
                (Strategy.REASSIGN_TO.value, _l("Give them to one person, where the rules allow it")),
                (Strategy.AUTO_SUGGEST.value, _l("Give each to whoever fits best")),
            ]
        ),
        default=Strategy.MARK_UNSCHEDULED.value,
    )
    successor_id = SelectField(_l("Who takes over"), coerce=_number_or_none)
    reason = TextField(_l("Reason"), length=200)

    def offer(self, people: Iterable[Employee]) -> None:
        self.successor_id.choices = choices([("", _l("Nobody")), *((one.id, one.name) for one in people)])

    def departure(self) -> Departure:
        return Departure(self.last_day.day, Strategy(self.strategy.data), self.successor_id.data)


_KINDS = (("all", _l("All day")), ("off", _l("Not available")), ("hours", _l("Only these hours")))


class PersonForm(BaseForm):
    """Several forms stand on the page of a person: the prefix keeps their ids apart."""

    key = ""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, prefix=f"{self.key}-", **more)


class WeekForm(PersonForm):
    """Each weekday: all day, not at all, or ranges written like 09:00-14:00, 17:00-21:00."""

    key = "week"
    seen = HiddenField()

    @classmethod
    def of(cls, employee: Employee) -> WeekForm:
        form = cls(formdata=None)
        form.seen.data = seen_week(employee)
        for weekday, ranges in week_of(employee).items():
            whole = ranges == [DAY]
            form[f"kind_{weekday}"].data = "all" if whole else "hours" if ranges else "off"
            form[f"hours_{weekday}"].data = "" if whole else ", ".join(_written(one) for one in ranges)
        return form

    def week(self) -> dict[int, list[Range]]:
        """Raises Invalid naming the weekdays that cannot be read."""
        found: dict[int, list[Range]] = {}
        wrong = []
        for weekday in range(7):
            kind = self[f"kind_{weekday}"].data
            try:
                typed = self[f"hours_{weekday}"].data or ""
                found[weekday] = [DAY] if kind == "all" else [] if kind == "off" else _read(typed)
            except ValueError:
                wrong.append(FieldError(f"hours_{weekday}", str(_l("Write the hours like 09:00-17:00."))))
        if wrong:
            raise Invalid("Some hours cannot be read.", wrong)
        return found


for _place, _label in enumerate(WEEKDAY_LABELS):
    setattr(WeekForm, f"kind_{_place}", SelectField(_label, choices=choices(_KINDS)))
    setattr(WeekForm, f"hours_{_place}", TextField(_l("Hours on %(day)s", day=_label), length=80))


def _written(one: Range) -> str:
    return f"{hhmm(one[0])}-{hhmm(one[1])}"


def _read(typed: str) -> list[Range]:
    """Raises ValueError. 24:00 is the end of the day."""
    found = []
    for part in typed.split(","):
        begin, dash, end = part.replace("–", "-").partition("-")
        if not dash:
            raise ValueError(f"{part!r} is no range")
        found.append((parse_hhmm(begin), DAY[1] if end.strip() == "24:00" else parse_hhmm(end)))
    return found


class DateForm(PersonForm):
    key = "date"
    day = needed_day(_l("Day"))
    available = SelectField(_l("Available"), choices=choices([("no", _l("not available")), ("yes", _l("available"))]))
    reason = TextField(_l("Reason"), length=200)


class PatternForm(PersonForm):
    key = "pattern"
    starts_on = needed_day(_l("First day"))
    ends_on = needed_day(_l("Last day"))
    reason = TextField(_l("Reason"), length=200)

    def pattern(self) -> DatedPattern:
        said = {"": None, "yes": True, "no": False}
        days = tuple(said[self[name].data] for name in WEEKDAYS)
        return DatedPattern(self.starts_on.day, self.ends_on.day, days, self.reason.data or "")


_SAID = (("", _l("as in the week")), ("yes", _l("available")), ("no", _l("not available")))
for _name, _label in zip(WEEKDAYS, WEEKDAY_LABELS, strict=True):
    setattr(PatternForm, _name, SelectField(_label, choices=choices(_SAID)))


class TimeOffForm(PersonForm):
    key = "absence"
    starts_on = needed_day(_l("First day"))
    ends_on = DayField(_l("Last day"), validators=[Optional()])
    starts_minute = LocalTimeField(_l("From (only for hours of one day)"), validators=[Optional()])
    ends_minute = LocalTimeField(_l("To"), validators=[Optional()])
    reason = TextField(_l("Reason"), length=200)

    def absence(self) -> Absence:
        """Raises Invalid when only one of the two times is given."""
        begin, end = self.starts_minute.data, self.ends_minute.data
        if (begin is None) != (end is None):
            text = str(_l("Give both times, or none for whole days."))
            raise Invalid(text, [FieldError("ends_minute", text)])
        hours = (begin, end) if begin is not None and end is not None else None
        last = self.ends_on.data or self.starts_on.day
        return Absence(self.starts_on.day, last, hours, self.reason.data or "")

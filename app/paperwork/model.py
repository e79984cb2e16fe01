"""What the layouts are given: the whole printed day as plain, frozen values, in the store's wall time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum

from app.formatting import moment
from app.wording import say


class FormLayout(StrEnum):
    """Forms that this package draws itself; stored by value in a paperwork template."""

    ACTIVITY_LOG = "activity_log"
    CHECKLIST = "checklist"
    JUICER_COMPLIANCE = "juicer_compliance"
    JUICER_TRACKER = "juicer_tracker"
    JUICER_CLOSING = "juicer_closing"


class BundlePart(StrEnum):
    """What stands in an event's bundle; the order is a setting."""

    EDR = "edr"
    SALES_TOOL = "sales_tool"
    TEMPLATES = "templates"


class EdrLayout(StrEnum):
    COMPACT = "compact"
    OFFICIAL = "official"


class UpcMode(StrEnum):
    """Whether delivered UPC numbers carry their check digit."""

    AUTO = "auto"
    NEVER_INCLUDED = "never_included"
    ALWAYS_INCLUDED = "always_included"


class FindingLevel(StrEnum):
    CRITICAL = "critical"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True)
class Age:
    """How old something is. `words` stand in the catalogue, with `%(moment)s` and perhaps `%(who)s`; `at` is wall
    time."""

    words: str
    at: datetime
    who: str = ""

    def said(self) -> str:
        """EDR data of Tue Mar 3, 6:20 PM, in the reader's language."""
        return say(self.words, moment=moment(self.at), who=self.who)


@dataclass(frozen=True)
class Lunch:
    start: time
    end: time


@dataclass(frozen=True)
class ScheduleLine:
    """One booking on the daily schedule. `section` groups the lines under a heading."""

    start: time
    end: time | None
    lunch: Lunch | None
    employee: str
    event_name: str
    event_type: str
    event_number: str = ""
    section: str = ""
    note: str = ""


@dataclass(frozen=True)
class EdrItem:
    item_number: str
    gtin: str
    description: str
    department: str = ""
    vendor: str = ""
    featured: bool = False


@dataclass(frozen=True)
class EdrData:
    event_number: str
    event_name: str
    event_date: date | None
    class_label: str
    status_label: str
    locked: bool
    items: tuple[EdrItem, ...] = ()
    preparation: str = ""
    portion: str = ""
    age: Age | None = None


@dataclass(frozen=True)
class Missing:
    """A part that is not there. Waived parts get no page of their own, only a line on the cover.

    `why` and `how_to_fix` stand in the catalogue; who prints or shows them says them in the reader's language.
    """

    what: str
    why: str
    how_to_fix: str = ""
    waived_by: str = ""


@dataclass(frozen=True)
class PdfPart:
    """A foreign PDF that `foreign.accept` let through, printed as delivered."""

    pdf: bytes
    pages: int
    name: str = ""
    age: Age | None = None
    source: str = ""
    """Tells two versions apart where the same source never gives the same bytes."""


@dataclass(frozen=True)
class HtmlForm:
    """A form written as HTML with `{{ date }}`, `{{ employee }}`, `{{ event }}` and `{{ store }}` in it."""

    html: str


@dataclass(frozen=True)
class PlacedField:
    """What is printed onto an uploaded PDF: inches from the left and the top edge of one page, counted from 1."""

    name: str
    page: int
    left: float
    top: float


@dataclass(frozen=True)
class FormTemplate:
    """A form printed with an event or with the day: our own drawing, an uploaded PDF, HTML, or a gap."""

    name: str
    content: FormLayout | PdfPart | HtmlForm | Missing
    fields: tuple[PlacedField, ...] = ()
    """Only for an uploaded PDF."""


@dataclass(frozen=True)
class EventBundle:
    """Everything one person needs for one event. The addresses are what QR codes open; empty ones print none."""

    event_number: str
    event_name: str
    event_type: str
    employee: str
    start: time | None
    end: time | None
    lunch: Lunch | None
    edr: EdrData | Missing
    sales_tools: tuple[PdfPart | Missing, ...] = ()
    templates: tuple[FormTemplate, ...] = ()
    event_url: str = ""
    check_in_url: str = ""
    language: str = "en"
    """In which the person reads; the sheets of the set are printed in it."""
    event_id: int = 0
    key: str = ""
    """Tells this set from all others of the day, and stays the same when person or time change."""

    @property
    def set_key(self) -> str:
        return self.key or f"{self.event_number or self.event_name} {self.employee}"

    @property
    def label(self) -> str:
        """Number and name; the planners mostly begin the name with the number."""
        if not self.event_number or self.event_name.startswith(self.event_number):
            return self.event_name
        return f"{self.event_number}  {self.event_name}"


@dataclass(frozen=True)
class Rotation:
    """Who holds a rotation today, or why nobody does."""

    label: str
    employee: str
    note: str = ""


@dataclass(frozen=True)
class Finding:
    """One result of the daily audit."""

    level: FindingLevel
    text: str
    fix: str = ""


@dataclass(frozen=True)
class PacketOptions:
    cover: bool = True
    two_sided: bool = False
    bundle_order: tuple[BundlePart, ...] = (BundlePart.EDR, BundlePart.SALES_TOOL, BundlePart.TEMPLATES)
    edr_layout: EdrLayout = EdrLayout.COMPACT
    upc_mode: UpcMode = UpcMode.AUTO
    items_group_by_event: bool = True
    items_show_numbers: bool = True
    """Event and item number columns on the item list."""
    schedule_show_lunch: bool = True
    schedule_show_end: bool = True


@dataclass(frozen=True)
class Brand:
    name: str
    logo: bytes | None = None
    """PNG or JPEG."""


def named_store(name: str, number: str) -> str:
    """Crossmark's names often hold the number already; paper says it once."""
    return name if not number or number in name else f"{name} #{number}"


@dataclass(frozen=True)
class DayPaperwork:
    """One store's printed day. `built_at` is aware and in the store's zone; its zone is printed with it."""

    date: date
    store_name: str
    store_number: str
    built_at: datetime
    brand: Brand
    lines: tuple[ScheduleLine, ...] = ()
    bundles: tuple[EventBundle, ...] = ()
    daily_templates: tuple[FormTemplate, ...] = ()
    rotations: tuple[Rotation, ...] = ()
    supervisor: str = ""
    findings: tuple[Finding, ...] = ()
    options: PacketOptions = PacketOptions()
    waivers: Mapping[str, str] = field(default_factory=dict)
    """By key of a missing part: who left it out on purpose, and why."""

    @property
    def store(self) -> str:
        return named_store(self.store_name, self.store_number)


@dataclass(frozen=True)
class RosterEntry:
    """One booking on the printed week."""

    day: date
    start: time
    end: time | None
    employee: str
    event_name: str
    event_type: str


@dataclass(frozen=True)
class Roster:
    """Bookings from a Sunday on. `people` also holds those without work; `weeks` has Walmart's number of each week."""

    first_day: date
    store_name: str
    store_number: str
    built_at: datetime
    brand: Brand
    people: tuple[str, ...]
    entries: tuple[RosterEntry, ...] = ()
    weeks: tuple[int, ...] = ()
    languages: Mapping[str, str] = field(default_factory=dict)
    """In which each person reads."""

    @property
    def store(self) -> str:
        return named_store(self.store_name, self.store_number)


class PartKind(StrEnum):
    DAY = "day"
    EDR = "edr"
    SALES_TOOL = "sales_tool"
    FORM = "form"


@dataclass(frozen=True)
class Part:
    """One line of the manifest. `first_page` is 0 and `pages` is 0 for a part that is not printed.

    `title`, `why` and `how_to_fix` are texts of the catalogue, said by whoever shows them.
    """

    kind: PartKind
    title: str
    present: bool
    event_number: str = ""
    employee: str = ""
    bundle: int | None = None
    """Place of the bundle in print order; None for parts of the whole day."""
    age: Age | None = None
    why: str = ""
    how_to_fix: str = ""
    waived_by: str = ""
    first_page: int = 0
    pages: int = 0
    key: str = ""
    where: str = ""
    """Event and person, in words; empty for parts of the whole day."""
    facts: Mapping[str, str] = field(default_factory=dict)
    """What it says, short enough to be kept and compared with a later print."""
    place: str = ""
    """2/3 for the second of three documents of one title."""

    @property
    def name(self) -> str:
        """Its title in the reader's language."""
        return f"{say(self.title)} {self.place}".rstrip()

    @property
    def state(self) -> str:
        if self.present:
            return "present"
        return "waived" if self.waived_by else "missing"

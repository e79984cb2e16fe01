"""One pattern for every list: columns, filters as chips in the address, sort, pages, and an export of the very rows
that the filters leave."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar

from flask import Response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.exports import csv_file, xlsx_file
from app.exports.table import Cell, Table
from app.queries.paging import Page, Wanted
from app.web.attachments import attachment
from app.web.lists import page_number, search_words
from app.web.templating import with_args
from app.web.toasts import flash_error

Row = TypeVar("Row")
PER_PAGE = 50
MOST_EXPORTED = 20_000
WRITERS = {"csv": (csv_file.as_csv, csv_file.MIMETYPE), "xlsx": (xlsx_file.as_xlsx, xlsx_file.MIMETYPE)}


@dataclass(frozen=True)
class Column(Generic[Row]):
    """`cell` is the value in an export; `sorts` names the order behind the heading; `shown` puts it on the page."""

    label: str
    cell: Callable[[Row], Cell] | None = None
    sorts: str = ""
    shown: bool = True


@dataclass(frozen=True)
class Filter:
    """One picker and its chip. `options` are (value, text); a value that is none of them counts as not given."""

    name: str
    label: str
    options: Sequence[tuple[str, str]]
    default: str = ""
    chosen: str = field(init=False)

    def __post_init__(self) -> None:
        typed = request.args.get(self.name, self.default)
        known = any(value == typed for value, _text in self.options)
        object.__setattr__(self, "chosen", typed if known else self.default)

    @property
    def is_set(self) -> bool:
        return self.chosen != self.default

    @property
    def text(self) -> str:
        return next(str(text) for value, text in self.options if value == self.chosen)


def filter_of(kind: type[StrEnum], name: str, label: str) -> Filter:
    """A picker of the members of `kind`, by their values."""
    return Filter(name, label, [("", _("All")), *((member.value, member.value) for member in kind)])


@dataclass(frozen=True)
class Asked:
    """What the address asks of a list. `export` is csv, xlsx or nothing."""

    sort: str
    descending: bool
    page: int
    words: str
    export: str

    @property
    def wanted(self) -> Wanted:
        """An export holds every row of the filter, whichever page is open."""
        if self.export:
            return Wanted(1, MOST_EXPORTED, self.sort, self.descending)
        return Wanted(self.page, PER_PAGE, self.sort, self.descending)


def asked(sortable: Iterable[str], default: str) -> Asked:
    """`?sort=due` or `?sort=-due`; an order that the list does not know counts as not given."""
    typed = request.args.get("sort", default)
    typed = typed if typed.removeprefix("-") in set(sortable) else default
    export = request.args.get("export", "")
    return Asked(
        sort=typed.removeprefix("-"),
        descending=typed.startswith("-"),
        page=page_number(),
        words=search_words(),
        export=export if export in WRITERS else "",
    )


@dataclass(frozen=True)
class Chip:
    """One filter that is set; `without` is the address of the list without it."""

    label: str
    text: str
    without: str


@dataclass(frozen=True)
class Heading:
    """`href` sorts by the column, "" when it cannot; `direction` is how it is sorted now."""

    label: str
    href: str = ""
    direction: str = ""


@dataclass(frozen=True)
class Listing(Generic[Row]):
    """A list as its template draws it. `name` begins the name of an exported file, `clear` is the bare address."""

    name: str
    title: str
    columns: Sequence[Column[Row]]
    filters: Sequence[Filter]
    asked: Asked
    page: Page[Row]
    clear: str
    extra_chips: Sequence[Chip] = ()

    @property
    def chips(self) -> list[Chip]:
        found = [Chip(one.label, one.text, _without(one.name)) for one in self.filters if one.is_set]
        if self.asked.words:
            found.insert(0, Chip(_("Search"), self.asked.words, _without("q")))
        return [*found, *self.extra_chips]

    @property
    def headings(self) -> list[Heading]:
        return [self._heading(column) for column in self.columns if column.shown]

    def _heading(self, column: Column[Row]) -> Heading:
        if not column.sorts:
            return Heading(column.label)
        here = column.sorts == self.asked.sort
        reverse = "-" if here and not self.asked.descending else ""
        direction = ("descending" if self.asked.descending else "ascending") if here else ""
        return Heading(column.label, with_args(sort=f"{reverse}{column.sorts}", page=None), direction)

    @property
    def orders(self) -> list[tuple[str, str]]:
        """For the picker that a phone shows instead of headings."""
        sorting = [column for column in self.columns if column.sorts]
        forward = [(column.sorts, str(column.label)) for column in sorting]
        return forward + [(f"-{column.sorts}", _("%(order)s, backwards", order=column.label)) for column in sorting]

    @property
    def order(self) -> str:
        return f"-{self.asked.sort}" if self.asked.descending else self.asked.sort

    @property
    def exports(self) -> list[tuple[str, str]]:
        """(name, address) of each kind of file."""
        return [(kind.upper(), with_args(export=kind, page=None)) for kind in WRITERS]

    @property
    def is_filtered(self) -> bool:
        return bool(self.chips)


def _without(name: str) -> str:
    return with_args(**{name: None, "page": None})


def answer(listing: Listing[Row], template: str, **shown: object) -> ResponseReturnValue:
    """The page of a list, or the file that was asked for."""
    if not listing.asked.export:
        return render_template(template, listing=listing, **shown)
    if listing.page.total > MOST_EXPORTED:
        flash_error(
            _("%(total)s rows are too many for one file. Narrow the list to %(most)s first.",
              total=listing.page.total, most=MOST_EXPORTED)
        )  # fmt: skip
        return redirect(with_args(export=None))
    return _file(listing)


def _file(listing: Listing[Row]) -> Response:
    columns = [(str(column.label), column.cell) for column in listing.columns if column.cell is not None]
    rows = ([cell(row) for _label, cell in columns] for row in listing.page.rows)
    kind = listing.asked.export
    return download(Table(listing.title, [label for label, _cell in columns], rows), listing.name, kind)


def download(table: Table, name: str, kind: str) -> Response:
    write, mimetype = WRITERS[kind]
    return attachment(write(table), mimetype, f"{name}.{kind}")

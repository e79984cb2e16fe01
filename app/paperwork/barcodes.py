"""Which barcode an item gets, and that barcode as vector drawing for hand scanners.

Delivered numbers mostly lack the check digit and leading zeros, some carry them: `UpcMode` says what to believe.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from reportlab.graphics import renderPDF
from reportlab.graphics.barcode.code128 import Code128Auto
from reportlab.graphics.barcode.common import I2of5
from reportlab.graphics.barcode.eanbc import Ean13BarcodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib.colors import black
from reportlab.lib.units import mm
from reportlab.platypus import Flowable

from app.paperwork.house import REGULAR
from app.paperwork.model import UpcMode


class Symbology(StrEnum):
    UPC_A = "UPC-A"
    EAN_13 = "EAN-13"
    ITF_14 = "ITF-14"
    CODE_128 = "Code 128"


@dataclass(frozen=True)
class BarcodePlan:
    """`digits` is exactly what a scanner reads. `no_upc` marks the fall-back to the item number."""

    symbology: Symbology
    digits: str
    no_upc: bool = False


def check_digit(digits: str) -> str:
    """GS1 check digit of UPC-A, EAN-13 and ITF-14: weights 3, 1, 3 from the right."""
    weighted = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits)))
    return str(-weighted % 10)


def plan_barcode(gtin: str, item_number: str, mode: UpcMode = UpcMode.AUTO) -> BarcodePlan | None:
    """None when neither number can be drawn."""
    digits = _digits_of(gtin)
    if digits.strip("0"):
        return _PLANS[mode](digits)
    number = _digits_of(item_number)
    return BarcodePlan(Symbology.CODE_128, number, no_upc=True) if number.strip("0") else None


def _digits_of(number: str) -> str:
    return "".join(character for character in number if character.isascii() and character.isdigit())


def _is_valid(digits: str) -> bool:
    return check_digit(digits[:-1]) == digits[-1]


def _code_128(digits: str) -> BarcodePlan:
    return BarcodePlan(Symbology.CODE_128, digits)


def _plan_auto(digits: str) -> BarcodePlan:
    if len(digits) <= 11:
        return _plan_never_included(digits)
    return _plan_complete(digits)


def _plan_never_included(digits: str) -> BarcodePlan:
    if len(digits) > 13:
        return _code_128(digits)
    digits = digits.zfill(11)
    return _plan_complete(digits + check_digit(digits))


def _plan_always_included(digits: str) -> BarcodePlan:
    return _plan_complete(digits.zfill(12))


_COMPLETE = {12: Symbology.UPC_A, 13: Symbology.EAN_13, 14: Symbology.ITF_14}


def _plan_complete(digits: str) -> BarcodePlan:
    """The last digit is taken for the check digit; if it is none, the number is drawn as it stands.

    Leading zeros of the longer numbers are padding: EAN-13 with one and ITF-14 with two are UPC-A.
    """
    if digits.startswith("0" * (len(digits) - 12)) and len(digits) in _COMPLETE:
        digits = digits[-12:]
    symbology = _COMPLETE.get(len(digits))
    if symbology is None or not _is_valid(digits):
        return _code_128(digits)
    return BarcodePlan(symbology, digits)


_PLANS = {
    UpcMode.AUTO: _plan_auto,
    UpcMode.NEVER_INCLUDED: _plan_never_included,
    UpcMode.ALWAYS_INCLUDED: _plan_always_included,
}


_BAR_HEIGHT = 10 * mm
_TEXT_SIZE = 8
_NOMINAL_MODULE = 0.33 * mm
"""100 % of the UPC standard, the easiest size for a hand scanner."""
_LEAST_MODULE = 0.25 * mm
_QUIET_MODULES = 10
_ITF_RATIO = 2.5


class BarcodeStrip(Flowable):
    """A barcode with its quiet zones and the number below, centred in the given width (points)."""

    def __init__(self, plan: BarcodePlan, width: float) -> None:
        super().__init__()
        self.plan = plan
        self.module = min(_NOMINAL_MODULE, width / _modules(plan))
        if self.module < _LEAST_MODULE:
            raise ValueError(f"{plan.digits} is too long for a barcode of {width / mm:.0f} mm")
        self.width = width
        self.height = _BAR_HEIGHT + _TEXT_SIZE * 1.25

    @staticmethod
    def fits(plan: BarcodePlan, width: float) -> bool:
        return bool(width / _modules(plan) >= _LEAST_MODULE)

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        return self.width, self.height

    def draw(self) -> None:
        bars = (_modules(self.plan) - 2 * _QUIET_MODULES) * self.module
        left, base = (self.width - bars) / 2, self.height - _BAR_HEIGHT
        _DRAW[self.plan.symbology](self, left, base)
        self.canv.setFillColor(black)
        self.canv.setFont(REGULAR, _TEXT_SIZE)
        self.canv.drawCentredString(self.width / 2, 1, grouped(self.plan))

    def _draw_ean(self, left: float, base: float) -> None:
        # UPC-A is EAN-13 with a leading zero, bar for bar; reportlab's own UPCA misstates its width.
        digits = self.plan.digits[:-1].zfill(12)
        bars = Ean13BarcodeWidget(
            value=digits, barWidth=self.module, barHeight=_BAR_HEIGHT, quiet=0, humanReadable=0, barFillColor=black
        )
        renderPDF.draw(Drawing(self.width, _BAR_HEIGHT, bars), self.canv, left, base)

    def _draw_itf(self, left: float, base: float) -> None:
        bars = I2of5(
            self.plan.digits, barWidth=self.module, barHeight=_BAR_HEIGHT, ratio=_ITF_RATIO,
            checksum=0, quiet=0, bearers=0,
        )  # fmt: skip
        bars.drawOn(self.canv, left, base)

    def _draw_code_128(self, left: float, base: float) -> None:
        bars = Code128Auto(self.plan.digits, barWidth=self.module, barHeight=_BAR_HEIGHT, quiet=0)
        bars.drawOn(self.canv, left, base)


_DRAW = {
    Symbology.UPC_A: BarcodeStrip._draw_ean,
    Symbology.EAN_13: BarcodeStrip._draw_ean,
    Symbology.ITF_14: BarcodeStrip._draw_itf,
    Symbology.CODE_128: BarcodeStrip._draw_code_128,
}


def _modules(plan: BarcodePlan) -> float:
    """Width in modules with both quiet zones."""
    return _bar_modules(plan) + 2 * _QUIET_MODULES


def _bar_modules(plan: BarcodePlan) -> float:
    if plan.symbology in (Symbology.UPC_A, Symbology.EAN_13):
        return 95
    if plan.symbology is Symbology.ITF_14:
        pair = 2 * (3 + 2 * _ITF_RATIO)
        return 4 + len(plan.digits) / 2 * pair + _ITF_RATIO + 2
    return float(Code128Auto(plan.digits, barWidth=1.0, quiet=0).width)


def grouped(plan: BarcodePlan) -> str:
    """The number as people read it under the bars."""
    digits = plan.digits
    if plan.symbology is Symbology.UPC_A:
        return f"{digits[0]} {digits[1:6]} {digits[6:11]} {digits[11]}"
    if plan.symbology is Symbology.EAN_13:
        return f"{digits[0]} {digits[1:7]} {digits[7:]}"
    return digits

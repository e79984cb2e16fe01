from __future__ import annotations

import pytest

from app.paperwork.barcodes import BarcodePlan, BarcodeStrip, Symbology, check_digit, plan_barcode
from app.paperwork.model import UpcMode

UPC, EAN, ITF, C128 = Symbology.UPC_A, Symbology.EAN_13, Symbology.ITF_14, Symbology.CODE_128


@pytest.mark.parametrize(
    ("digits", "check"),
    [("03600029145", "2"), ("00333832507", "4"), ("590123412345", "7"), ("1001234567890", "2"), ("00000000000", "0")],
)
def test_it_computes_the_check_digit_of_the_standard(digits, check):
    assert check_digit(digits) == check


@pytest.mark.parametrize(
    ("delivered", "symbology", "printed"),
    [
        pytest.param("333832507", UPC, "003338325074", id="short numbers are padded and completed"),
        pytest.param("03600029145", UPC, "036000291452", id="eleven digits lack the check digit"),
        pytest.param("20123400000", UPC, "201234000006", id="type 2 numbers too"),
        pytest.param("036000291452", UPC, "036000291452", id="twelve with a valid check digit are complete"),
        pytest.param("036000291453", C128, "036000291453", id="twelve without stay as they are"),
        pytest.param("0036000291452", UPC, "036000291452", id="thirteen with a leading zero are twelve"),
        pytest.param("00036000291452", UPC, "036000291452", id="fourteen with two leading zeros are twelve"),
        pytest.param("5901234123457", EAN, "5901234123457", id="thirteen with a valid check digit"),
        pytest.param("5901234123458", C128, "5901234123458", id="thirteen without"),
        pytest.param("10012345678902", ITF, "10012345678902", id="fourteen with a valid check digit"),
        pytest.param("10012345678903", C128, "10012345678903", id="fourteen without"),
        pytest.param("123456789012345", C128, "123456789012345", id="longer numbers"),
        pytest.param(" 0360-0029145 ", UPC, "036000291452", id="only digits count"),
    ],
)
def test_it_recognises_whether_the_check_digit_came_along(delivered, symbology, printed):
    assert plan_barcode(delivered, "980001234") == BarcodePlan(symbology, printed)


@pytest.mark.parametrize(
    ("mode", "delivered", "symbology", "printed"),
    [
        (UpcMode.NEVER_INCLUDED, "036000291452", UPC, "360002914522"),
        (UpcMode.NEVER_INCLUDED, "590123412345", EAN, "5901234123457"),
        (UpcMode.NEVER_INCLUDED, "3600029145", UPC, "036000291452"),
        (UpcMode.NEVER_INCLUDED, "1001234567890", ITF, "10012345678902"),
        (UpcMode.NEVER_INCLUDED, "10012345678902", C128, "10012345678902"),
        (UpcMode.ALWAYS_INCLUDED, "36000291452", UPC, "036000291452"),
        (UpcMode.ALWAYS_INCLUDED, "3338325074", UPC, "003338325074"),
        (UpcMode.ALWAYS_INCLUDED, "333832508", C128, "000333832508"),
        (UpcMode.ALWAYS_INCLUDED, "0036000291452", UPC, "036000291452"),
        (UpcMode.ALWAYS_INCLUDED, "5901234123457", EAN, "5901234123457"),
    ],
)
def test_the_setting_decides_what_the_last_digit_is(mode, delivered, symbology, printed):
    assert plan_barcode(delivered, "980001234", mode) == BarcodePlan(symbology, printed)


@pytest.mark.parametrize("delivered", ["", "0", "000000000000", "n/a"])
@pytest.mark.parametrize("mode", list(UpcMode))
def test_without_a_upc_the_item_number_is_drawn_and_marked(delivered, mode):
    assert plan_barcode(delivered, "980001234", mode) == BarcodePlan(C128, "980001234", no_upc=True)


def test_without_any_number_there_is_no_barcode():
    assert plan_barcode("0", "") is None


def test_it_refuses_to_squeeze_a_number_below_the_least_module():
    plan = BarcodePlan(C128, "1" * 40)

    assert not BarcodeStrip.fits(plan, 140)
    with pytest.raises(ValueError, match="too long"):
        BarcodeStrip(plan, 140)

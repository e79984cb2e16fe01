"""Event Management's spelling of reports and browse rows."""

from __future__ import annotations

from app.sandbox.world import Report, ReportItem

_CLASS_LABELS = {7: "Supplier", 21: "FREEOSK (Kiosk)", 24: "Digital Supplier", 30: "AB Demo Supplier"}
_STATUS_LABELS = {2: "APPROVED", 3: "CANCELLED", 4: "PERFORMED"}


def report_json(report: Report) -> dict[str, object]:
    instructions = None
    if report.preparation is not None:
        instructions = {"demoPrepnTxt": report.preparation, "demoPortnTxt": report.portion}
    return {
        "demoId": int(report.demo_id),
        "demoName": report.name,
        "demoDate": report.day.isoformat(),
        "demoClassCode": report.class_code,
        "demoStatusCode": report.status_code,
        "demoLockInd": "Y" if report.locked else "N",
        "demoInstructions": instructions,
        "itemDetails": None if report.items is None else [_item(item) for item in report.items],
    }


def _item(item: ReportItem) -> dict[str, object]:
    return {
        "itemNbr": item.number,
        "gtin": item.gtin,
        "itemDesc": item.description,
        "vendorNbr": item.vendor_number,
        "vendorDesc": item.vendor,
        "deptNbr": item.department_number,
        "deptDesc": item.department,
        "featuredItemInd": "Y" if item.featured else "N",
    }


def browse_rows(report: Report) -> list[dict[str, object]]:
    """One element per item. Labels keep the prefixes and blanks of the real service for some events."""
    prefixed = int(report.demo_id) % 5 == 0
    return [
        {
            "eventId": int(report.demo_id),
            "eventType": f"{'Event Type ' if prefixed else ''}{_CLASS_LABELS[report.class_code]} ",
            "eventStatus": f"{'Status ' if prefixed else ''}{_STATUS_LABELS[report.status_code]}",
            "eventDate": report.day.isoformat(),
            "eventName": report.name,
            "billType": "6 Hour",
            "lockDate": "true" if report.locked else "false",
            "eventFee": "0.00",
            "itemNbr": item.number,
            "featuredItemInd": "Y" if item.featured else "N",
            "itemDesc": item.description,
            "upcNbr": int(item.gtin),
            "deptNbr": item.department_number,
            "deptDesc": item.department,
            "vendorNbr": item.vendor_number,
            "vendorDesc": item.vendor,
            "vendorBilledNbr": item.vendor_number,
            "vendorBilledDesc": item.vendor,
            "targetClubCnt": len(report.store_numbers),
            "subCatNbr": 10,
            "subCatDesc": "SNACKS",
            "country": "US",
            "lastChangeUser": "user1",
            "claimNbr": ["0001"],
        }
        for item in report.items or ()
    ]

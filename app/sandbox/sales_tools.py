"""Draws the product instructions that the Crossmark sandbox serves: small two-page PDFs."""

from __future__ import annotations

import io

from reportlab.lib.pagesizes import letter
from reportlab.lib.units import inch
from reportlab.pdfgen.canvas import Canvas

_GUIDE = (
    "Arrive thirty minutes before the start and fetch the product.",
    "Set up the table, wipe it, and wash your hands for twenty seconds.",
    "Check the sign and the price before the first guest.",
    "Offer a small portion, name the product and where to find it.",
    "Log temperatures and replace the tray every thirty minutes.",
    "Take down the table, count what is left and report before leaving.",
)


def draw_sales_tool(number: str, product: str) -> bytes:
    """The same event always gives the same bytes."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=letter, invariant=1)
    canvas.setTitle(f"Product instructions {number}")
    _heading(canvas, "Product instructions", number, product)
    canvas.setFont("Helvetica", 12)
    for place, line in enumerate(_GUIDE, start=1):
        canvas.drawString(inch, 8.6 * inch - place * 0.35 * inch, f"{place}. {line}")
    canvas.rect(inch, 2 * inch, 6.5 * inch, 3.5 * inch)
    canvas.drawCentredString(4.25 * inch, 3.7 * inch, "Table layout: product left, samples centre, sign right")
    canvas.showPage()
    _heading(canvas, "What to say", number, product)
    canvas.setFont("Helvetica", 12)
    canvas.drawString(inch, 8.2 * inch, f"Have you tried {product}?")
    canvas.drawString(inch, 7.8 * inch, "Invented material for demonstration. Page 2 of 2.")
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _heading(canvas: Canvas, title: str, number: str, product: str) -> None:
    canvas.setFillColorRGB(0.18, 0.3, 0.45)
    canvas.rect(0, 10 * inch, 8.5 * inch, inch, fill=1, stroke=0)
    canvas.setFillColorRGB(1, 1, 1)
    canvas.setFont("Helvetica-Bold", 20)
    canvas.drawString(inch, 10.4 * inch, f"{title}: event {number}")
    canvas.setFillColorRGB(0, 0, 0)
    canvas.setFont("Helvetica-Bold", 14)
    canvas.drawString(inch, 9.3 * inch, product[:60])

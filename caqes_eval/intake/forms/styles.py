"""How the forms look: few colours, each with one meaning that the « Lisez-moi » sheet tells."""

from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side

from caqes_eval.intake.tables.schema import Kind

NAVY, TEAL, PALE, KNOWN, GREY, LINE = "1F3864", "2E6F8E", "EAF1F6", "FFF4D6", "E7E6E6", "B7C3CC"

_FONT = "Calibri"
_SIDE = Side(style="thin", color=LINE)
BOX = Border(left=_SIDE, right=_SIDE, top=_SIDE, bottom=_SIDE)

TITLE = Font(name=_FONT, size=16, bold=True, color=NAVY)
SUBTITLE = Font(name=_FONT, size=12, bold=True, color=NAVY)
HEADING = Font(name=_FONT, size=11, bold=True, color="FFFFFF")
LABEL = Font(name=_FONT, size=11, bold=True, color=NAVY)
BODY = Font(name=_FONT, size=11)
HELP = Font(name=_FONT, size=9, italic=True, color="44546A")

PLAIN = Alignment(vertical="center")
WRAP = Alignment(wrap_text=True, vertical="top")
RANK = Alignment(vertical="top", horizontal="right")
MIDDLE = Alignment(wrap_text=True, vertical="center")

LOCKED = Protection(locked=True)
OPEN = Protection(locked=False)

NUMBER_FORMATS: dict[Kind, str] = {
    "count": "#,##0",
    "quantity": "General",
    "money": '#,##0.00" €"',
    "rate": "0.0%",
    "date": "DD/MM/YYYY",
}
"""How a cell shows what is typed, in the codes of the file format: each country sees its own separators.

Every other kind is text, so that no program eats a zero or makes a date.
"""

WIDTHS: dict[Kind, int] = {
    "text": 30, "count": 13, "quantity": 13, "money": 16, "rate": 12, "date": 14, "month": 15, "period": 15,
    "yes_no": 13, "choice": 30, "finess": 14, "ucd": 15, "cip": 15, "lpp": 12, "les": 13,
}  # fmt: skip
"""Widths of columns, in characters."""


def fill(colour: str) -> PatternFill:
    """Return a plain background."""
    return PatternFill("solid", fgColor=colour)

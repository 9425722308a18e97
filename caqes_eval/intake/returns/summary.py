"""The sheet « À corriger »: every finding of a file, in order, each leading to its cell."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from caqes_eval.foundation import french
from caqes_eval.foundation.findings import Finding, Severity
from caqes_eval.foundation.french import capital
from caqes_eval.intake.forms import styles
from caqes_eval.intake.forms.cells import put
from caqes_eval.intake.returns.addresses import place_of, quoted_sheet
from caqes_eval.intake.returns.lists import set_page, write_over, write_row, write_titles
from caqes_eval.intake.returns.styles_part import COLOURS
from caqes_eval.intake.returns.wording import counted, cut, expectation, grouped, what, where

SUMMARY_SHEET = "À corriger"
"""Name of the sheet; a file sent back with it is read without it."""

_COLUMNS = (
    ("N°", 6), ("Gravité", 13), ("Feuille", 20), ("Cellule ou ligne", 12), ("Colonne", 22), ("Valeur lue", 20),
    ("Ce qui ne va pas, et pourquoi", 52), ("Ce qui est attendu", 34), ("À faire", 46),
)  # fmt: skip
_MEANINGS = {
    Severity.BLOCKING: "la donnée n’est pas utilisée tant qu’elle n’est pas corrigée",
    Severity.TO_CHECK: "la donnée est utilisée, avec un doute : confirmez-la ou corrigez-la",
    Severity.INFO: "rien à faire, c’est pour information",
}
_WORDS = {
    Severity.BLOCKING: ("bloquant", "bloquants"),
    Severity.TO_CHECK: ("à vérifier", "à vérifier"),
    Severity.INFO: ("pour information", "pour information"),
}
_LINK = Font(name="Calibri", size=11, underline="single", color="0563C1")


@dataclass(frozen=True, kw_only=True)
class Summary:
    """What the sheet says.

    Attributes:
        file: name of the file as the hospital knows it.
        findings: in order.
        what_to_do: French sentences, one per line, above the list.
        due: the day a corrected file is expected.
        strict: the last day it is accepted.
        reachable: names of the sheets that a link can lead to.
    """

    file: str
    findings: Sequence[Finding]
    what_to_do: Sequence[str]
    due: date | None = None
    strict: date | None = None
    reachable: frozenset[str] = frozenset()


def summary_workbook(summary: Summary) -> Workbook:
    """Return a workbook that holds the sheet alone."""
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = SUMMARY_SHEET
    listed, told = grouped(summary.findings)
    titles = _write_top(sheet, summary, told)
    write_titles(sheet, titles, _COLUMNS)
    for rank, finding in enumerate(listed, start=1):
        _write_line(sheet, titles + rank, rank, finding, summary.reachable)
    set_page(sheet, _COLUMNS, titles=titles, last=titles + len(listed))
    return workbook


def _write_top(sheet: Worksheet, summary: Summary, told: str) -> int:
    """Write what is above the list, and return the row where the list starts."""
    to_do = any(finding.severity is not Severity.INFO for finding in summary.findings)
    put(sheet["A1"], SUMMARY_SHEET if to_do else "Rien à corriger")
    sheet["A1"].font = styles.TITLE
    sheet.row_dimensions[1].height = 26
    bold = [f"Fichier : {summary.file}", _counts(summary.findings), _deadline(summary) if to_do else ""]
    row = 2
    for line in filter(None, [*bold, *summary.what_to_do, told]):
        cell = write_over(sheet, row, _COLUMNS, french.typography(line))
        cell.font = styles.LABEL if line in bold else styles.BODY
        row += 1
    for severity in Severity if summary.findings else ():
        cell = sheet.cell(row, 2)
        put(cell, str(severity))
        cell.fill, cell.border, cell.alignment = styles.fill(COLOURS[severity]), styles.BOX, styles.PLAIN
        put(sheet.cell(row, 3), french.typography(f": {_MEANINGS[severity]}."))
        row += 1
    return row + 1


def _counts(findings: Sequence[Finding]) -> str:
    if not findings:
        return "Aucun constat : ce fichier peut être pris tel quel."
    counts = counted(findings)
    parts = [f"{french.number(n)} {_WORDS[severity][n > 1]}" for severity, n in counts.items() if n]
    return f"{french.plural(len(findings), 'constat')} : {', '.join(parts)}."


def _deadline(summary: Summary) -> str:
    if summary.due is None and summary.strict is None:
        return ""
    due = f"le fichier corrigé est attendu le {french.day(summary.due)} au plus tard" if summary.due else ""
    strict = f"après le {french.day(summary.strict)}, il ne pourra plus être pris en compte" if summary.strict else ""
    return f"{capital(' ; '.join(filter(None, (due, strict))))}."


def _write_line(sheet: Worksheet, row: int, rank: int, finding: Finding, reachable: frozenset[str]) -> None:
    wrong = french.typography("\n".join(filter(None, (what(finding), capital(finding.why)))))
    contents: tuple[str | int, ...] = (
        rank, str(finding.severity), finding.sheet or "", where(finding), finding.column or "", cut(finding.value or ""),
        wrong, expectation(finding), french.typography(capital(finding.remedy)),
    )  # fmt: skip
    cells = write_row(sheet, row, _COLUMNS, contents)
    cells[1].fill = styles.fill(COLOURS[finding.severity])
    target = _target(finding)
    if target and finding.sheet in reachable:
        location = f"{quoted_sheet(finding.sheet or '')}!{target}"
        cells[3].hyperlink, cells[3].font = Hyperlink(ref=cells[3].coordinate, location=location), _LINK


def _target(finding: Finding) -> str:
    """Return the address that the line of a finding leads to, empty when it has no place."""
    address = finding.cell or (f"A{finding.line}" if finding.line else "")
    return address.replace("$", "") if place_of(address) else ""

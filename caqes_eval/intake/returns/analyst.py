"""The findings of a whole check for the analyst, who sorts them, decides and writes down why."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from caqes_eval.campaign.acceptances import Acceptance
from caqes_eval.foundation import french
from caqes_eval.foundation.findings import Finding, FindingKey, Severity, finding_key
from caqes_eval.foundation.french import capital
from caqes_eval.intake.forms import styles
from caqes_eval.intake.forms.cells import put
from caqes_eval.intake.forms.package import packed
from caqes_eval.intake.returns.lists import A3, set_page, write_row, write_titles
from caqes_eval.intake.returns.record import CheckRecord, FileRecord
from caqes_eval.intake.returns.styles_part import COLOURS
from caqes_eval.intake.returns.wording import counted, ordered, what, where

COUNTS_SHEET, FINDINGS_SHEET = "Synthèse", "Constats"
UNKNOWN = "établissement inconnu"
DECISIONS = ("accepté", "refusé")
_COUNTS = (
    ("FINESS", 13), ("Établissement", 46), ("Fichiers", 11), ("Bloquants", 12), ("À vérifier", 12), ("Informations", 14),
    ("Total", 10),
)  # fmt: skip
_COLUMNS = (
    ("Constat", 11), ("FINESS", 12), ("Établissement", 28), ("Fichier", 30), ("Feuille", 18), ("Cellule ou ligne", 11),
    ("Colonne", 20), ("Valeur telle que saisie", 22), ("Gravité", 12), ("Ce qui ne va pas", 46), ("Pourquoi c’est important", 36),
    ("Attendu", 24), ("Proposition", 20), ("À faire", 40), ("Code", 22), ("Décision", 12), ("Accepté ou refusé par", 18), ("Pourquoi", 34),
)  # fmt: skip
_SEVERITY, _DECISION = 8, 16  # rank of a cell, number of a column
_TITLES_ROW = 3
_HOW = (
    "Un constat n’est accepté que par la commande « caqes accept CAMPAGNE --finding CONSTAT --by NOM --reason TEXTE » ; ce qui est "
    "écrit ici n’est pas relu."
)


def findings_workbook(
    record: CheckRecord, *, names: Mapping[str, str] | None = None, acceptances: Sequence[Acceptance] = ()
) -> bytes:
    """Return one workbook with all the findings of a check.

    « Synthèse » counts them by hospital and severity; « Constats » has a row for each, with filters, and columns to
    decide. Same arguments, same bytes.

    Args:
        record: the check.
        names: names of the hospitals, by FINESS; one without findings is counted too.
        acceptances: decisions already taken, shown beside their findings.
    """
    workbook = Workbook()
    known = dict(names or {})
    _fill_counts(workbook.active, record, known)
    _fill_findings(workbook.create_sheet(FINDINGS_SHEET), record, known, {each.key: each for each in acceptances})
    workbook.properties.creator = workbook.properties.lastModifiedBy = "caqes-eval"
    workbook.properties.title = f"Constats de la campagne {record.campaign}"
    return packed(workbook, dated=datetime.combine(record.checked_on, time()))


def _fill_counts(sheet: Worksheet, record: CheckRecord, names: Mapping[str, str]) -> None:
    sheet.title = COUNTS_SHEET
    put(sheet["A1"], f"Constats de la campagne {record.campaign}")
    sheet["A1"].font = styles.TITLE
    put(sheet["A2"], french.typography(f"Fichiers contrôlés le {french.day(record.checked_on)} : {_received(record)}."))
    titles = _TITLES_ROW + 1
    write_titles(sheet, titles, _COUNTS)
    row = titles + 1
    for finess in sorted({*names, *(file.finess or "" for file in record.files)}, key=lambda each: (not each, each)):
        files = [file for file in record.files if (file.finess or "") == finess]
        name = names.get(finess, "" if finess else UNKNOWN)
        _write_count(sheet, row, finess, name, files)
        row += 1
    _write_count(sheet, row, "", "Total", record.files)
    for cell in sheet[row]:
        cell.font = styles.LABEL
    set_page(sheet, _COUNTS, titles=titles, last=row - 1, kept=2)


def _received(record: CheckRecord) -> str:
    return french.plural(len(record.files), "fichier")


def _write_count(sheet: Worksheet, row: int, finess: str, name: str, files: Sequence[FileRecord]) -> None:
    counts = counted(finding for file in files for finding in file.findings)
    contents: tuple[str | int, ...] = (finess, name, len(files), *counts.values(), sum(counts.values()))
    cells = write_row(sheet, row, _COUNTS, contents)
    for cell, severity in zip(cells[3:], Severity, strict=False):
        if counts[severity]:
            cell.fill = styles.fill(COLOURS[severity])


def _fill_findings(
    sheet: Worksheet, record: CheckRecord, names: Mapping[str, str], decided: Mapping[FindingKey, Acceptance]
) -> None:
    put(sheet["A1"], french.typography(_HOW))
    sheet["A1"].font = styles.HELP
    write_titles(sheet, _TITLES_ROW, _COLUMNS)
    row = _TITLES_ROW
    for file in sorted(record.files, key=lambda file: (not file.finess, file.finess or "", file.path)):
        for finding in ordered(file.findings):
            row += 1
            key = finding_key(finding, file.sha256)
            name = names.get(file.finess or "", "" if file.finess else UNKNOWN)
            _write_finding(sheet, row, [key.id, file.finess or "", name], finding, decided.get(key))
    if row > _TITLES_ROW:
        choice = DataValidation(type="list", formula1=f'"{",".join(DECISIONS)}"', allow_blank=True)
        letter = get_column_letter(_DECISION)
        choice.add(f"{letter}{_TITLES_ROW + 1}:{letter}{row}")
        sheet.add_data_validation(choice)
    set_page(sheet, _COLUMNS, titles=_TITLES_ROW, last=row, kept=1, paper=A3)


def _write_finding(
    sheet: Worksheet, row: int, start: Iterable[str], finding: Finding, acceptance: Acceptance | None
) -> None:
    decision: list[str] = [acceptance.decision, acceptance.by, acceptance.reason] if acceptance else ["", "", ""]
    contents: list[str | int] = [
        *start, finding.file, finding.sheet or "", where(finding), finding.column or "", finding.value or "", str(finding.severity),
        french.typography(what(finding)), french.typography(capital(finding.why)), french.typography(finding.expected or ""),
        finding.proposal or "", french.typography(capital(finding.remedy)), finding.code, *decision,
    ]  # fmt: skip
    write_row(sheet, row, _COLUMNS, contents)[_SEVERITY].fill = styles.fill(COLOURS[finding.severity])

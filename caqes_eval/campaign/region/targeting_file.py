"""``params/targeting/REGION.csv``: semicolons, UTF-8 with BOM, French headers, dates JJ/MM/AAAA; every fault told at once."""

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

from caqes_eval.campaign.region.region import Region
from caqes_eval.campaign.region.targeting import Excess, Limits, Targeting, TargetingRow, excesses, overlapping
from caqes_eval.foundation import french
from caqes_eval.foundation.errors import InputMissingError, ParameterFileError
from caqes_eval.foundation.findings import Finding, Severity
from caqes_eval.foundation.names import near
from caqes_eval.identifiers import check_finess

COLUMNS = ("finess", "indicateur", "du", "au", "arrete")
_LEVELS = {"national": "indicateurs nationaux", "regional": "indicateurs régionaux", "total": "indicateurs en tout"}
_SAVE_AS = "Dans Excel : Enregistrer sous, « CSV UTF-8 (délimité par des points-virgules) »."


def read_targeting(path: Path, region: Region, limits: Limits) -> Targeting:
    """Read and check the targeting matrix of a region.

    Args:
        path: ``params/targeting/REGION.csv``.
        region: whose indicators and orders the file names.
        limits: how many indicators may bind a hospital.

    Raises:
        InputMissingError: the file cannot be read.
        ParameterFileError: it is wrong; every fault with its line, its column and the value typed.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputMissingError(f"{path.name} est introuvable ou illisible.", remedy="Vérifiez son nom.") from error
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ParameterFileError(f"{path.name} n’est pas enregistré en UTF-8.", remedy=_SAVE_AS) from error
    return parse_targeting(text, region, limits, shown_name=path.name)


def parse_targeting(text: str, region: Region, limits: Limits, *, shown_name: str) -> Targeting:
    """Parse the text of a targeting matrix; same errors as :func:`read_targeting`."""
    findings: list[Finding] = []
    rows = []
    for line, cells in _records(text, shown_name, findings):
        row, faults = _row(line, cells, region, shown_name)
        findings += faults
        if row is not None:
            rows.append(row)
    targeting = Targeting(rows=tuple(rows))
    findings += [_overlap(former, later, shown_name) for former, later in overlapping(targeting.rows)]
    levels = {indicator.code: indicator.level for indicator in region.indicators}
    findings += [_excess(excess, shown_name) for excess in excesses(targeting.rows, levels, limits)]
    if findings:
        findings.sort(key=lambda finding: finding.line or 0)
        heading = "une erreur" if len(findings) == 1 else f"{len(findings)} erreurs"
        raise ParameterFileError(f"{shown_name} : {heading}.", findings=findings)
    return targeting


def _records(text: str, shown_name: str, findings: list[Finding]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the line and the cells, by column, of each row that is not blank; tell those of another width."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True)
    try:
        header = [cell.strip() for cell in next(reader, [])]
        _check_header(header, shown_name)
        before = reader.line_num
        for cells in reader:
            line, before = before + 1, reader.line_num
            # Excel leaves rows of nothing but semicolons
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) == len(header):
                yield line, {name: cell.strip() for name, cell in zip(header, cells, strict=True)}
            else:
                message = f"{len(cells)} cellules alors que l’en-tête en a {len(header)}."
                findings.append(_finding(shown_name, line, None, None, message, "vérifiez les points-virgules."))
    except csv.Error as error:
        raise ParameterFileError(
            f"{shown_name}, ligne {reader.line_num} : un guillemet est de trop ou n’est pas refermé.", remedy=_SAVE_AS
        ) from error


def _check_header(header: list[str], shown_name: str) -> None:
    if len(header) == 1 and "," in header[0]:
        raise ParameterFileError(f"{shown_name} : les colonnes sont séparées par des virgules.", remedy=_SAVE_AS)
    findings = [
        _finding(
            shown_name, 1, name, name, "cette colonne n’est pas attendue, ou est écrite deux fois.", near(name, COLUMNS)
        )
        for rank, name in enumerate(header)
        if name not in COLUMNS or name in header[:rank]
    ]
    findings += [
        _finding(shown_name, 1, name, None, "cette colonne manque.", f"l’en-tête attendu est : {';'.join(COLUMNS)}.")
        for name in COLUMNS
        if name not in header
    ]
    if findings:
        raise ParameterFileError(f"{shown_name} : l’en-tête n’est pas celui attendu.", findings=findings)


def _row(
    line: int, cells: dict[str, str], region: Region, shown_name: str
) -> tuple[TargetingRow | None, list[Finding]]:
    """Return the row when it is right, and its faults."""
    faults = []

    def refuse(column: str, message: str, remedy: str) -> None:
        faults.append(_finding(shown_name, line, column, cells[column], message, remedy))

    check = check_finess(cells["finess"])
    if check.value is None:
        refuse("finess", check.reason, f"propositions : {', '.join(check.proposals)}." if check.proposals else "")
    known = {
        "indicateur": [indicator.code for indicator in region.indicators],
        "arrete": [order.code for order in region.targeting_orders],
    }
    for column, codes in known.items():
        if cells[column] not in codes:
            refuse(column, "ce code n’est pas dans le fichier de la région.", near(cells[column], codes))
    since, until = _day(cells["du"]), _day(cells["au"])
    if since is None:
        refuse("du", "une date JJ/MM/AAAA est attendue.", "écrivez le premier jour du ciblage.")
    if until is None and cells["au"]:
        refuse(
            "au", "une date JJ/MM/AAAA est attendue.", "écrivez le dernier jour du ciblage, ou laissez vide s’il dure."
        )
    if since and until and until < since:
        refuse("au", f"le dernier jour précède le premier ({french.day(since)}).", "corrigez l’une des deux dates.")
    if faults or check.value is None or since is None:
        return None, faults
    row = TargetingRow(
        finess=check.value, indicator=cells["indicateur"], since=since, until=until, order=cells["arrete"], line=line
    )
    return row, []


def _day(typed: str) -> date | None:
    """Read JJ/MM/AAAA or AAAA-MM-JJ; None for anything else, a two-digit year included."""
    if len(typed) != len("JJ/MM/AAAA") or not typed.isascii():
        return None
    for layout in ("%d/%m/%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(typed, layout).date()
        except ValueError:
            continue
    return None


def _overlap(former: TargetingRow, later: TargetingRow, shown_name: str) -> Finding:
    return _finding(
        shown_name, later.line, "du", french.day(later.since),
        f"{later.finess} est déjà ciblé ce jour-là sur « {later.indicator} » par la ligne {former.line}.",
        "gardez une seule des deux lignes, ou fermez la première (au) la veille.",
    )  # fmt: skip


def _excess(excess: Excess, shown_name: str) -> Finding:
    row = excess.row
    return _finding(
        shown_name, row.line, "indicateur", row.indicator,
        f"{row.finess} a {excess.count} {_LEVELS[excess.level]} au {french.day(row.since)}, {excess.limit} au plus sont permis.",
        "ôtez des lignes de cet établissement, ou fermez-en (au).",
    )  # fmt: skip


def _finding(shown_name: str, line: int, column: str | None, value: str | None, message: str, remedy: str) -> Finding:
    return Finding(
        code="ciblage", severity=Severity.BLOCKING, file=shown_name, line=line, column=column, value=value,
        message=message, remedy=remedy,
    )  # fmt: skip

"""``received/CAMPAIGN/registre.csv``: the receipts as a file that Excel opens.

UTF-8 with BOM, ``;``, one line per receipt or judgement, columns in any order:

==========  ==========================================================================================
recu_le     day of receipt, JJ/MM/AAAA or AAAA-MM-JJ; the analyst may correct it
finess      the hospital
formulaire  code of the form or of the source
periode     ``2025``, ``2025-S1``, ``2025-S2``
etat        reçu, incomplet, refusé, validé, remplacé
fichier     its name in ``received/CAMPAIGN/FINESS/``
empreinte   SHA-256 of its content
note        free text; the analyst may correct it
par         who recorded it
==========  ==========================================================================================

Nothing is repaired: every fault is told with its line, its column and its value.
"""

import csv
import io
import re
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path

from pydantic import ValidationError

from caqes_eval.campaign.receipts import LONGEST_TEXT, OUTCOMES, Receipt, Receipts
from caqes_eval.foundation import french
from caqes_eval.foundation.errors import InputFormatError, InputMissingError, InputValueError
from caqes_eval.foundation.files import write_atomically
from caqes_eval.foundation.findings import Finding, Severity
from caqes_eval.identifiers import check_finess

COLUMNS = {
    "received_on": "recu_le",
    "finess": "finess",
    "form": "formulaire",
    "period": "periode",
    "outcome": "etat",
    "file": "fichier",
    "sha256": "empreinte",
    "note": "note",
    "by": "par",
}
"""The French header of each field, in the order of the file."""

_FIELDS = {column: field for field, column in COLUMNS.items()}
_LARGEST = 10_000_000
_FRENCH_DAY = re.compile(r"([0-9]{2})/([0-9]{2})/([0-9]{4})")
_FORMULA = re.compile(r"'*[=+\-@]")
_SAVE_AGAIN = "Dans Excel : Enregistrer sous, type « CSV UTF-8 (délimité par des points-virgules) »."
_TOO_LONG = f"ce texte dépasse {LONGEST_TEXT} signes."
_REFUSED = {
    "received_on": ("cette date n’existe pas : JJ/MM/AAAA est attendu.", "corrigez la date de réception."),
    "form": ("ce n’est pas un code de formulaire (minuscules, chiffres, « _ »).", "recopiez le code du formulaire."),
    "period": ("une période s’écrit 2025, 2025-S1 ou 2025-S2.", "corrigez la cellule."),
    "outcome": (f"cet état n’existe pas : {', '.join(OUTCOMES)} sont attendus.", "corrigez la cellule."),
    "file": ("le nom du fichier est vide ou trop long.", "recopiez le nom du fichier gardé."),
    "sha256": ("ce n’est pas une empreinte (64 chiffres ou lettres de a à f).", "remettez celle que caqes a écrite."),
    "note": (_TOO_LONG, "raccourcissez-le."),
    "by": (_TOO_LONG, "raccourcissez-le."),
}
_WHY_FINESS = "Le retour d’un établissement serait compté pour un autre, ou pour aucun."
_AS_TEXT = "corrigez la cellule, colonne finess au format Texte."

Row = tuple[int, dict[str, str]]


def receipts_path(root: Path, campaign: str) -> Path:
    """Return where the receipts of a campaign are, in a working folder; the files received stand beside, by FINESS."""
    return root / "received" / campaign / "registre.csv"


def read_receipts(path: Path, *, shown: str) -> Receipts:
    """Read and check the receipts of a campaign.

    Args:
        path: the file.
        shown: how messages name it.

    Raises:
        InputMissingError: it cannot be read.
        InputFormatError: it is no such table; every wrong heading is told.
        InputValueError: values are damaged; every one is told with its line and its column.
    """
    faults: list[Finding] = []
    dated: dict[tuple[object, ...], tuple[int, Receipt]] = {}
    receipts = []
    for line, row in _rows(_text(path, shown), shown, faults):
        receipt = _receipt(line, row, shown, faults)
        if receipt is None:
            continue
        first, same = dated.setdefault((receipt.case, receipt.sha256), (line, receipt))
        if same.received_on != receipt.received_on:
            message = f"la ligne {first} date le même fichier du {french.day(same.received_on)}."
            typed = french.day(receipt.received_on)
            faults.append(_fault(shown, line, "recu_le", typed, message, "écrivez la même date aux deux lignes."))
        receipts.append(receipt)
    if faults:
        heading = "une valeur est à corriger" if len(faults) == 1 else f"{len(faults)} valeurs sont à corriger"
        raise InputValueError(f"{shown} : {heading}.", remedy="Corrigez le fichier et relancez.", findings=faults)
    return Receipts(lines=tuple(receipts))


def write_receipts(path: Path, receipts: Receipts) -> None:
    """Write the receipts whole or not at all; what :func:`read_receipts` reads back is equal.

    Raises:
        OutputError: the disk is full, or the file is open elsewhere or protected.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\n")
    writer.writerow(COLUMNS.values())
    for receipt in receipts.lines:
        texts = receipt.model_dump(mode="json") | {"received_on": f"{receipt.received_on:%d/%m/%Y}"}
        writer.writerow([_written(texts[field]) for field in COLUMNS])
    write_atomically(path, buffer.getvalue().encode("utf-8-sig"))


def _written(text: str) -> str:
    # a name that starts like a formula would be run by Excel
    return f"'{text}" if _FORMULA.match(text) else text


def _read_back(text: str) -> str:
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def _text(path: Path, shown: str) -> str:
    try:
        content = path.read_bytes() if path.stat().st_size <= _LARGEST else None
    except OSError as error:
        raise InputMissingError(f"{shown} est introuvable ou illisible.", remedy="Fermez-le ailleurs.") from error
    if content is None:
        raise InputFormatError(f"{shown} dépasse 10 Mo : ce n’est pas un registre de retours.")
    if content.startswith(b"PK\x03\x04") or b"\0" in content:
        raise InputFormatError(f"{shown} est un classeur ou n’est pas un fichier texte.", remedy=_SAVE_AGAIN)
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputFormatError(f"{shown} contient un caractère illisible.", remedy=_SAVE_AGAIN)


def _rows(text: str, shown: str, faults: list[Finding]) -> Iterator[Row]:
    """Yield the line and the cells by field of each line that is not blank."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True)
    fields: list[str] = []
    line = 0
    try:
        for cells in reader:
            line, next_line = line + 1, reader.line_num
            if any(cell.strip() for cell in cells):
                if not fields:
                    fields = _header(cells, line, shown)
                elif any(cell.strip() for cell in cells[len(fields) :]) or len(cells) < len(fields):
                    message = f"{len(cells)} cellules au lieu de {len(fields)}."
                    faults.append(_fault(shown, line, None, None, message, "vérifiez les points-virgules de la ligne."))
                else:
                    yield line, {field: _read_back(cell.strip()) for field, cell in zip(fields, cells, strict=False)}
            line = next_line
    except csv.Error as error:
        raise InputFormatError(
            f"{shown}, ligne {line + 1} : un guillemet est ouvert et n’est pas refermé.", remedy=_SAVE_AGAIN
        ) from error
    if not fields:
        raise InputFormatError(f"{shown} est vide.", remedy=f"La première ligne est : {';'.join(COLUMNS.values())}")


def _header(cells: list[str], line: int, shown: str) -> list[str]:
    """Return the field of each column."""
    given = [cell.strip().casefold() for cell in cells]
    while given and not given[-1]:
        given.pop()
    if len(given) == 1 and given[0].count(",") > 1:
        raise InputFormatError(f"{shown} est séparé par des virgules au lieu de points-virgules.", remedy=_SAVE_AGAIN)
    told = [(name, "cette colonne n’existe pas.", _nearest(name)) for name in given if name not in _FIELDS]
    told += [
        (name, "cette colonne est écrite deux fois.", "supprimez-en une.") for name in _FIELDS if given.count(name) > 1
    ]
    expected = f"la première ligne est : {';'.join(COLUMNS.values())}"
    told += [(name, "cette colonne manque.", expected) for name in _FIELDS if name not in given]
    if told:
        findings = [_fault(shown, line, name, None, message, remedy) for name, message, remedy in told]
        raise InputFormatError(f"{shown} : les titres des colonnes ne sont pas ceux du registre.", findings=findings)
    return [_FIELDS[name] for name in given]


def _nearest(name: str) -> str:
    near = get_close_matches(name, _FIELDS, n=1, cutoff=0.6)
    return f"vouliez-vous écrire « {near[0]} » ?" if near else f"colonnes connues : {', '.join(_FIELDS)}."


def _receipt(line: int, row: dict[str, str], shown: str, faults: list[Finding]) -> Receipt | None:
    meant = {
        **row,
        "received_on": _FRENCH_DAY.sub(r"\3-\2-\1", row["received_on"]),
        "outcome": row["outcome"].casefold(),
        "period": row["period"].upper(),
    }
    try:
        return Receipt.model_validate(meant)
    except ValidationError as error:
        fields = dict.fromkeys(str(detail["loc"][0]) for detail in error.errors())
        faults.extend(_cell_fault(field, line, row[field], shown) for field in fields)
        return None


def _cell_fault(field: str, line: int, typed: str, shown: str) -> Finding:
    if field != "finess":
        return _fault(shown, line, COLUMNS[field], typed, *_REFUSED[field])
    check = check_finess(typed)
    one = len(check.proposals) == 1
    return _fault(
        shown, line, "finess", typed, check.reason, _AS_TEXT, why=_WHY_FINESS,
        proposal=check.proposals[0] if one else None, expected=None if one else " ou ".join(check.proposals) or None,
    )  # fmt: skip


def _fault(
    shown: str, line: int, column: str | None, value: str | None, message: str, remedy: str, *,
    why: str = "", proposal: str | None = None, expected: str | None = None,
) -> Finding:  # fmt: skip
    return Finding(
        code="registre_retours", severity=Severity.BLOCKING, file=shown, line=line, column=column, value=value or None,
        message=message, why=why, remedy=remedy, proposal=proposal, expected=expected,
    )  # fmt: skip

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

import re
from pathlib import Path

from pydantic import ValidationError

from caqes_eval.campaign.receipts import LONGEST_TEXT, OUTCOMES, Receipt, Receipts
from caqes_eval.foundation import french
from caqes_eval.foundation.errors import InputFormatError, InputValueError
from caqes_eval.foundation.files import write_atomically
from caqes_eval.foundation.findings import Finding
from caqes_eval.foundation.strict_csv import CsvLayout, bare, written
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

_LAYOUT = CsvLayout(
    what="un registre de retours", needed=tuple(COLUMNS.values()), code="registre_retours", refusal=InputFormatError
)
_FRENCH_DAY = re.compile(r"([0-9]{2})/([0-9]{2})/([0-9]{4})")
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
    for line, cells in _LAYOUT.rows(path, shown, faults):
        row = {field: bare(cells[column]) for field, column in COLUMNS.items()}
        receipt = _receipt(line, row, shown, faults)
        if receipt is None:
            continue
        first, same = dated.setdefault((receipt.case, receipt.sha256), (line, receipt))
        if same.received_on != receipt.received_on:
            message = f"la ligne {first} date le même fichier du {french.day(same.received_on)}."
            typed = french.day(receipt.received_on)
            faults.append(
                _LAYOUT.fault(shown, line, "recu_le", typed, message, "écrivez la même date aux deux lignes.")
            )
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
    texts = (
        receipt.model_dump(mode="json") | {"received_on": f"{receipt.received_on:%d/%m/%Y}"}
        for receipt in receipts.lines
    )
    write_atomically(path, written(COLUMNS.values(), ([row[field] for field in COLUMNS] for row in texts)))


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
        return _LAYOUT.fault(shown, line, COLUMNS[field], typed, *_REFUSED[field])
    check = check_finess(typed)
    one = len(check.proposals) == 1
    return _LAYOUT.fault(
        shown, line, "finess", typed, check.reason, _AS_TEXT, why=_WHY_FINESS,
        proposal=check.proposals[0] if one else None, expected=None if one else " ou ".join(check.proposals) or None,
    )  # fmt: skip

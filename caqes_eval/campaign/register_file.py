"""``params/establishments/<region>.csv``: the register as a file that Excel opens and an analyst edits.

UTF-8 with BOM, ``;``, one line per establishment, columns in any order:

=============  ========================================================================================
finess_et      geographic FINESS, nine characters; leading zeros count
finess_ej      FINESS of the legal body
nom, ville     free text
departement    04, 13, 2A, 974; may be empty
statut         public, espic or privé; may be empty
champs         MCO, SMR, PSY, HAD, USLD, DIALYSE, separated by commas; may be empty
signataire     EJ or ET; may be empty
a_confirmer    ``statut``, ``signataire`` or both: what an import proposed; emptied by the analyst once agreed
ouverture      AAAA-MM-JJ, or JJ/MM/AAAA as Excel writes it back; may be empty
fermeture      the same
=============  ========================================================================================

Excel, when a double click opens the file, drops the zero of ``040000010``. Nothing is put back here: every such line is
told with the number it may have been, for eight digits may stand for two FINESS.
"""

import re
import unicodedata
from pathlib import Path

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from caqes_eval.campaign.register import CHAMPS, COLUMNS, Register, RegisteredEstablishment
from caqes_eval.foundation.errors import ParameterFileError
from caqes_eval.foundation.files import write_atomically
from caqes_eval.foundation.findings import Finding
from caqes_eval.foundation.names import REGION_PATTERN
from caqes_eval.foundation.strict_csv import CsvLayout, bare, written
from caqes_eval.identifiers import check_finess

_FRENCH_DAY = re.compile(r"([0-9]{2})/([0-9]{2})/([0-9]{4})")
_PROPOSABLE = {COLUMNS[field]: field for field in ("status", "signs")}
_LAYOUT = CsvLayout(
    what="un registre d’établissements", needed=tuple(COLUMNS.values()), code="registre", refusal=ParameterFileError
)
_AS_TEXT = (
    "corrigez la cellule. Pour que cela ne revienne pas, ouvrez le fichier depuis Excel par "
    "Données > À partir d’un fichier texte, colonnes finess_et, finess_ej et departement au format Texte."
)
_REFUSED = {
    "name": "le nom est vide.",
    "status": "ce statut n’existe pas : public, espic ou privé sont attendus.",
    "champs": f"champ inconnu : {', '.join(CHAMPS)} sont attendus, séparés par des virgules.",
    "signs": "ce signataire n’existe pas : EJ (FINESS juridique) ou ET (FINESS géographique) sont attendus.",
    "proposed": "seuls « statut » et « signataire » peuvent être à confirmer.",
    "since": "cette date n’existe pas : AAAA-MM-JJ ou JJ/MM/AAAA attendu.",
    "until": "cette date n’existe pas : AAAA-MM-JJ ou JJ/MM/AAAA attendu.",
}
_WHY_FINESS = "Sans un FINESS juste, l’établissement ne serait relié à aucune donnée."


def register_path(root: Path, region: str) -> Path:
    """Return where the register of a region is, in a working folder.

    Raises:
        ParameterFileError: the name of the region cannot be that of a file.
    """
    if not re.fullmatch(REGION_PATTERN, region):
        raise ParameterFileError(
            f"Nom de région refusé « {region} » : il s’écrit en minuscules sans accent (paca, ile-de-france).",
            remedy="Choisissez un autre nom.",
        )
    return root / "params" / "establishments" / f"{region}.csv"


def read_register(path: Path, *, shown: str) -> Register:
    """Read and check a register.

    Args:
        path: the file.
        shown: how messages name it.

    Raises:
        InputMissingError: the file cannot be read.
        ParameterFileError: the file is wrong; every fault is told, with its line, its column and its value.
    """
    faults: list[Finding] = []
    first_line: dict[str, int] = {}
    establishments = []
    for line, cells in _LAYOUT.rows(path, shown, faults):
        row = {field: cells[column] for field, column in COLUMNS.items()}
        establishment = _establishment(line, row, shown, faults)
        if establishment is None:
            continue
        finess = establishment.finess_et
        if finess in first_line:
            message = f"cet établissement est déjà inscrit ligne {first_line[finess]}."
            faults.append(_LAYOUT.fault(shown, line, "finess_et", finess, message, "gardez une seule des deux lignes."))
            continue
        first_line[finess] = line
        establishments.append(establishment)
    if faults:
        heading = "une erreur" if len(faults) == 1 else f"{len(faults)} erreurs"
        raise ParameterFileError(f"{shown} : {heading}.", remedy="Corrigez le fichier et relancez.", findings=faults)
    return Register(establishments=tuple(establishments))


def write_register(path: Path, register: Register) -> None:
    """Write a register whole or not at all, sorted by FINESS; what :func:`read_register` reads back is equal.

    Raises:
        OutputError: the disk is full, or the file is open elsewhere or protected.
    """
    rows = ([_written(field, getattr(each, field)) for field in COLUMNS] for each in register.establishments)
    write_atomically(path, written(COLUMNS.values(), rows))


def _written(field: str, value: object) -> str:
    if value is None:
        return ""
    if field == "proposed" and isinstance(value, tuple):
        return ", ".join(COLUMNS[name] for name in value)
    if isinstance(value, tuple):
        return ", ".join(value)
    return "privé" if field == "status" and value == "prive" else str(value)


def _establishment(line: int, row: dict[str, str], shown: str, faults: list[Finding]) -> RegisteredEstablishment | None:
    try:
        return RegisteredEstablishment.model_validate(_values(row))
    except ValidationError as error:
        by_field: dict[str, Finding] = {}
        for detail in error.errors():
            field = str(detail["loc"][0]) if detail["loc"] else "until"
            by_field.setdefault(field, _cell_fault(detail, field, line, row, shown))
        faults.extend(by_field.values())
        return None


def _values(row: dict[str, str]) -> dict[str, object]:
    """Return what the cells of a row mean; what is not understood stays as typed, for the model to refuse."""
    values: dict[str, object] = dict(row)
    for field in ("name", "city"):
        values[field] = bare(row[field])
    values["department"] = row["department"].upper()
    values["status"] = _plain(row["status"]) or None
    values["signs"] = row["signs"].upper() or None
    values["champs"] = tuple(champ.upper() for champ in _listed(row["champs"]))
    for field in ("since", "until"):
        values[field] = _FRENCH_DAY.sub(r"\3-\2-\1", row[field]) or None
    proposed = dict.fromkeys(_PROPOSABLE.get(_plain(name), name) for name in _listed(row["proposed"]))
    # a proposal that the analyst erased leaves nothing to confirm
    values["proposed"] = tuple(name for name in proposed if not (name in _PROPOSABLE.values() and values[name] is None))
    return values


def _listed(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(",") if part.strip()]


def _plain(word: str) -> str:
    """Return a word without accents nor capitals."""
    return "".join(sign for sign in unicodedata.normalize("NFD", word.casefold()) if not unicodedata.combining(sign))


def _cell_fault(detail: ErrorDetails, field: str, line: int, row: dict[str, str], shown: str) -> Finding:
    if field in ("finess_et", "finess_ej"):
        return _finess_fault(field, line, row[field], shown)
    said = str(detail.get("ctx", {}).get("error", "")) if detail["type"] == "value_error" else ""
    # a date of another shape is refused by our own type, whose words speak of YAML
    message = _REFUSED[field] if field in ("since", "until") and detail["loc"] else said or _REFUSED[field]
    lost_zero = field == "department" and re.fullmatch("[1-9]", row[field])
    remedy, proposal = (_AS_TEXT, f"0{row[field]}") if lost_zero else ("corrigez la cellule.", None)
    return _LAYOUT.fault(shown, line, COLUMNS[field], row[field], message, remedy, proposal=proposal)


def _finess_fault(field: str, line: int, typed: str, shown: str) -> Finding:
    """Return the fault of a FINESS, with the number it was when only one is possible."""
    check = check_finess(typed)
    one = len(check.proposals) == 1
    return _LAYOUT.fault(
        shown, line, COLUMNS[field], typed, check.reason, _AS_TEXT, why=_WHY_FINESS,
        proposal=check.proposals[0] if one else None, expected=None if one else " ou ".join(check.proposals) or None,
    )  # fmt: skip

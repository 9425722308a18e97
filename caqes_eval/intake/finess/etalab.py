"""The old FINESS file, ``etalab-cs1100502-….csv``: a comment line, no header, ``structureet;`` and 31 fields a row.

Layout checked on real lines of May 2026, the last month it was published (formats.md §7). ``etalab-cs1100507`` has the
same rows and, below, coordinates that are left aside.
"""

import csv
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from caqes_eval.foundation.errors import InputFormatError, InputMissingError
from caqes_eval.foundation.files import sha256_bytes
from caqes_eval.foundation.findings import Severity
from caqes_eval.intake.finess.checks import Faults, Names, Place, TableBuilder
from caqes_eval.intake.finess.table import WHERE, FinessTable

_HEADER = (
    "structureet;nofinesset;nofinessej;rs;rslongue;complrs;compldistrib;numvoie;typvoie;voie;compvoie;lieuditbp;commune;"
    "departement;libdepartement;ligneacheminement;telephone;telecopie;categetab;libcategetab;categagretab;"
    "libcategagretab;siret;codeape;codemft;libmft;codesph;libsph;dateouv;dateautor;datemaj;numuai"
)
FIELDS = tuple(_HEADER.split(";"))
"""The fields of a row, in order; the file itself has no header."""

_LARGEST = 200_000_000  # the last national file has 103,023 lines of some 300 bytes
_COMMENT = re.compile(r"finess;etalab;[0-9]+;([0-9]{4}-[0-9]{2}-[0-9]{2});*")
_NAMES = Names(
    finess_et="nofinesset", finess_ej="nofinessej", name="rs", commune="commune", since="dateouv", until="", state=""
)
_INSEE_BY_DEPARTMENT = {"9A": "97", "9B": "97", "9C": "97", "9D": "97", "9E": "97", "9F": "97", "9J": "98"}
_POSTAL_CODE = re.compile(r"^[0-9]{5} +")
CEDEX = re.compile(r" +CEDEX( +[0-9]+)?$", re.IGNORECASE)
_SCIENTIFIC = re.compile(r"[0-9]+([.,][0-9]+)?E\+?[0-9]+", re.IGNORECASE)
_ZERO = "Excel a effacé un zéro de tête."
# What Excel does to columns that are not used here is the proof that it went through the others.
_DAMAGED = (
    ("commune", re.compile(r"[0-9]{1,2}"), "finess_zero_perdu", _ZERO, "trois chiffres", Severity.BLOCKING),
    ("departement", re.compile(r"[0-9]"), "finess_zero_perdu", _ZERO, "deux caractères", Severity.BLOCKING),
    ("telephone", re.compile(r"[1-9][0-9]{8}"), "finess_zero_perdu", _ZERO, "dix chiffres", Severity.TO_CHECK),
    ("telecopie", re.compile(r"[1-9][0-9]{8}"), "finess_zero_perdu", _ZERO, "dix chiffres", Severity.TO_CHECK),
    ("codemft", re.compile(r"[0-9]"), "finess_zero_perdu", _ZERO, "deux chiffres", Severity.TO_CHECK),
    (
        "siret", _SCIENTIFIC, "finess_notation_scientifique",
        "Excel a arrondi ce numéro : ses derniers chiffres sont perdus, rien ne peut les retrouver.",
        "quatorze chiffres", Severity.BLOCKING,
    ),
)  # fmt: skip
_DATES = ("dateautor", "datemaj")
_FRENCH_DAY = re.compile(r"[0-9]{1,2}/[0-9]{1,2}/[0-9]{2,4}")


def read_etalab(path: Path, *, shown: str) -> FinessTable:
    """Read the old CSV; it holds open establishments only, without closing date nor legal status.

    Args:
        path: ``etalab-cs1100502-….csv`` (or 507), in UTF-8 or Windows-1252.
        shown: how messages name it.

    Raises:
        InputMissingError: the file cannot be read.
        InputFormatError: it is not that file, or it is over 200 MB.
        InputValueError: it is damaged, by Excel for instance; every kind of fault is told.
    """
    content = _content(path, shown)
    lines = [line.rstrip("\r") for line in _decoded(content, shown).split("\n")]
    builder = TableBuilder(shown, _NAMES)
    day = _day(lines[0], shown, builder.faults)
    for line, cells in _structures(lines, shown, builder.faults):
        damaged = _excel_traces(cells, line, builder.faults)
        builder.add(_raw(cells), Place(line=line), commune_told=not damaged.isdisjoint(("commune", "departement")))
    return builder.made("etalab", day, sha256_bytes(content))


def _content(path: Path, shown: str) -> bytes:
    try:
        content = path.read_bytes() if path.stat().st_size <= _LARGEST else None
    except OSError as error:
        raise InputMissingError(f"{shown} est introuvable ou illisible.", remedy=WHERE) from error
    if content is None:
        raise InputFormatError(f"{shown} dépasse 200 Mo, la limite d’un fichier FINESS en CSV.", remedy=WHERE)
    if not content.strip():
        raise InputFormatError(f"{shown} est vide.", remedy=WHERE)
    return content


def _decoded(content: bytes, shown: str) -> str:
    if b"\0" in content or content.startswith((b"PK\x03\x04", b"\x1f\x8b")):
        raise InputFormatError(f"{shown} n’est pas un fichier texte.", remedy=WHERE)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InputFormatError(
            f"{shown}, ligne {line} : un caractère est illisible (ni UTF-8, ni Windows-1252).", remedy=WHERE
        ) from error


def _day(first: str, shown: str, faults: Faults) -> date | None:
    """Return the day of the file, told by its first line."""
    start = first.lstrip("\"'").casefold()
    for separator, name in ((",", "des virgules"), ("\t", "des tabulations")):
        if start.startswith((f"finess{separator}", f"structureet{separator}")):
            raise InputFormatError(
                f"{shown}, ligne 1 : les colonnes sont séparées par {name}, le fichier publié a des points-virgules.",
                remedy=WHERE,
            )
    if comment := _COMMENT.fullmatch(first):
        try:
            return date.fromisoformat(comment[1])
        except ValueError:
            pass
    if start.startswith("finess;nofinesset"):
        message = "une ligne de titres remplace la première ligne du fichier publié : il est passé par un tableur."
        faults.add(
            "finess_entete_ajoute", Place(line=1), "finess", first, message, expected="finess;etalab;111;2026-05-12"
        )
    elif start.startswith(("finess;etalab", "structureet;")):
        message = "la première ligne ne donne pas la date du fichier : elle reste inconnue."
        faults.add("finess_sans_date", Place(line=1), "finess", first, message, severity=Severity.TO_CHECK)
    else:
        raise InputFormatError(
            f"{shown}, ligne 1 : ce n’est ni l’ancien fichier FINESS (etalab-cs1100502) ni le fichier FINESS+.",
            remedy=WHERE,
        )
    return None


def _structures(lines: list[str], shown: str, faults: Faults) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the line and the cells by field of each establishment."""
    for line, raw in enumerate(lines, start=1):
        kind = raw.partition(";")[0].strip('" ').casefold()
        if not raw.strip() or kind == "geolocalisation" or (line == 1 and kind == "finess"):
            continue
        if kind == "structureej":
            raise InputFormatError(
                f"{shown}, ligne {line} : c’est le fichier des entités juridiques (cs1100501), "
                "celui des établissements est attendu.",
                remedy=WHERE,
            )
        cells = _cells(raw)
        if cells is None:
            message = "un guillemet est ouvert et n’est pas refermé : la ligne est coupée ou abîmée."
            faults.add("finess_ligne_coupee", Place(line=line), "structureet", raw, message)
        elif kind != "structureet" or len(cells) != len(FIELDS):
            message = f"{len(cells)} colonnes au lieu de {len(FIELDS)} : la ligne est coupée ou abîmée."
            faults.add("finess_ligne_coupee", Place(line=line), "structureet", raw, message)
        else:
            yield line, dict(zip(FIELDS, map(str.strip, cells), strict=True))


def _cells(raw: str) -> list[str] | None:
    """Return the cells of a line, ``None`` when its quotes do not match; a fault costs its own line only."""
    if '"' not in raw:
        return raw.split(";")
    try:
        return next(csv.reader([raw], delimiter=";", strict=True))
    except csv.Error:
        return None


def _excel_traces(cells: dict[str, str], line: int, faults: Faults) -> set[str]:
    """Record what only Excel does, and return the columns it did it to."""
    damaged = set()
    for column, pattern, code, message, expected, severity in _DAMAGED:
        if pattern.fullmatch(cells[column]):
            faults.add(code, Place(line=line), column, cells[column], message, expected=expected, severity=severity)
            damaged.add(column)
    for column in _DATES:
        if _FRENCH_DAY.fullmatch(cells[column]):
            message = "Excel a réécrit cette date."
            faults.add("finess_date_excel", Place(line=line), column, cells[column], message, expected="AAAA-MM-JJ")
    return damaged


def _raw(cells: dict[str, str]) -> dict[str, str]:
    department = _INSEE_BY_DEPARTMENT.get(cells["departement"], cells["departement"])
    commune = cells["commune"]
    return {
        "finess_et": cells["nofinesset"],
        "finess_ej": cells["nofinessej"],
        "name": cells["rslongue"] or cells["rs"],
        "city": CEDEX.sub("", _POSTAL_CODE.sub("", cells["ligneacheminement"])),
        "commune": department + commune if commune else "",
        "category": cells["categetab"],
        "sph": cells["codesph"],
        "legal_status": "",
        "since": cells["dateouv"],
        "until": "",
        "state": "A",
    }

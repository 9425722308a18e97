"""Damaged values, which refuse the file: lost zeros, scientific notation, English amounts, empty cells.

Identifiers are checked over their distinct values (1,116 FINESS and 9,080 CIP13 in the 3.5 M rows of 2024).
"""

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

import duckdb

from caqes_eval.foundation.findings import Finding, Severity
from caqes_eval.identifiers import FEE_CIP13, NOT_RELEASED_CIP13, Check, check_cip, check_finess
from caqes_eval.intake.open_phmev.layout import DOWNLOAD_AGAIN, Layout
from caqes_eval.intake.open_phmev.rules import Rule, broken_rules, shown_value

NOT_A_PRODUCT = (NOT_RELEASED_CIP13, FEE_CIP13)
"""CIP13 of the lines that name no product: « Non restitué » and « Honoraires de dispensation » (formats.md §1)."""

_SCIENTIFIC = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?[eE][+-]?[0-9]+")
_FINESS = re.compile(r"([0-9]{2}|2[AB])[0-9]{7}")

# A dot cuts thousands only where a comma follows: 1.234 alone could be 1 234 € as well as 1,23 €.
_FRENCH_AMOUNT = r"-?([0-9]{1,3}(\.[0-9]{3}){1,4},[0-9]{1,2}|[0-9]{1,12}(,[0-9]{1,2})?)"
_DOT_AS_COMMA = r"-?[0-9]{1,3}(,[0-9]{3})*\.[0-9]+|-?[0-9]+\.[0-9]+"
_INTEGER = "-?[0-9]{1,12}"

_OBLIGATORY = ("etb_rgt", "cip13", "atc5", "top_gen", "boites", "rem", "bse")
_WHY_FINESS = "Sans un FINESS juste, ces dépenses iraient à un autre hôpital, ou à aucun."
_WHY_CIP = "Sans un CIP13 juste, le produit n’est pas reconnu et les taux sont faux."
_WHY_AMOUNT = "Un montant mal lu peut compter pour cent fois sa valeur."


@dataclass(frozen=True)
class CodeSeen:
    """A value of a column, how many rows have it and the first of their lines."""

    value: str
    rows: int
    line: int


def values_seen(connection: duckdb.DuckDBPyConnection, column: str) -> tuple[CodeSeen, ...]:
    """Return the distinct values of a column of ``raw``, the blank ones left out, by first line."""
    query = f"""
        SELECT {column}, count(*), min(source_line) FROM raw WHERE trim({column}) <> '' GROUP BY ALL ORDER BY 3
    """  # noqa: S608 - column is a name of ours
    return tuple(CodeSeen(*row) for row in connection.execute(query).fetchall())


def value_faults(connection: duckdb.DuckDBPyConnection, layout: Layout) -> list[Finding]:
    """Return the blocking findings of the table ``raw``, one per column and kind; TOP_GEN codes are apart."""
    finess = _code_faults(values_seen(connection, "etb_rgt"), "etb_rgt", _finess_fault, layout)
    cip = _code_faults(values_seen(connection, "cip13"), "cip13", _cip_fault, layout)
    return [*finess, *cip, *broken_rules(connection, "raw", _RULES, layout)]


def unknown_top_gen(seen: Iterable[CodeSeen], known: Collection[str], column: str, file: str) -> list[Finding]:
    """Return a finding when codes of TOP_GEN are not among those that the year's rule knows.

    Their meaning changes with the year (formats.md §1): an unknown one is never guessed.
    """
    unknown = sorted((code for code in seen if code.value not in known), key=lambda code: code.line)
    if not unknown:
        return []
    listed = ", ".join(f"« {shown_value(code.value)} »" for code in unknown)
    return [
        Finding(
            code="top_gen_inconnu", severity=Severity.BLOCKING, file=file, line=unknown[0].line, column=column,
            value=shown_value(unknown[0].value), message=f"codes inconnus pour l’année évaluée : {listed}.",
            why="Ce code dit si un produit est générique ou biosimilaire, et il change selon les années.",
            expected=f"l’un de {', '.join(sorted(known))}", count=sum(code.rows for code in unknown),
            remedy="vérifiez que le fichier est bien celui de l’année évaluée ; si oui, faites compléter les codes "
            "dans les règles d’après le descriptif publié avec le fichier.",
        )
    ]  # fmt: skip


@dataclass(frozen=True)
class _Fault:
    code: str
    message: str
    why: str
    expected: str
    remedy: str = DOWNLOAD_AGAIN


def _code_faults(
    seen: Iterable[CodeSeen], column: str, judge: Callable[[str], _Fault | None], layout: Layout
) -> list[Finding]:
    """Judge every distinct value; the first of each kind speaks for the others."""
    first: dict[str, tuple[_Fault, CodeSeen]] = {}
    counts: dict[str, int] = {}
    for code in seen:
        if fault := judge(code.value):
            first.setdefault(fault.code, (fault, code))
            counts[fault.code] = counts.get(fault.code, 0) + code.rows
    return [
        Finding(
            code=fault.code, severity=Severity.BLOCKING, file=layout.file, line=code.line,
            column=layout.written(column), value=shown_value(code.value), message=fault.message, why=fault.why,
            remedy=fault.remedy, expected=fault.expected, count=counts[fault.code],
        )
        for fault, code in first.values()
    ]  # fmt: skip


def _finess_fault(value: str) -> _Fault | None:
    expected = "9 caractères, comme 010000024 ou 2A0000014"
    if _SCIENTIFIC.fullmatch(value):
        message = "un logiciel a écrit ce FINESS en notation scientifique, ses derniers chiffres sont perdus."
        return _Fault("finess_notation_scientifique", message, _WHY_FINESS, expected)
    check = check_finess(value)
    if _accepts(check, value):
        return None
    if re.fullmatch("[0-9]{8}", value):
        message = "ce FINESS n’a que 8 chiffres : Excel a sans doute effacé le zéro de tête."
        proposals = " ou ".join(check.proposals)
        hint = f"le numéro entier est sans doute {proposals} ; " if proposals else ""
        return _Fault("finess_zero_perdu", message, _WHY_FINESS, expected, hint + DOWNLOAD_AGAIN)
    if _FINESS.fullmatch(value):
        return _Fault("finess_cle", "ce FINESS n’existe pas.", f"{check.reason} {_WHY_FINESS}", "une clé juste")
    return _Fault("finess_forme", "ce n’est pas un FINESS.", _WHY_FINESS, expected)


def _cip_fault(value: str) -> _Fault | None:
    expected = "13 chiffres, comme 3400935955838"
    if value in NOT_A_PRODUCT:
        return None
    if _SCIENTIFIC.fullmatch(value):
        message = (
            "un logiciel a écrit ce CIP13 en notation scientifique : "
            "ses derniers chiffres sont perdus, rien ne peut les retrouver."
        )
        return _Fault("cip_notation_scientifique", message, _WHY_CIP, expected)
    if not re.fullmatch("[0-9]{13}", value):
        return _Fault("cip_forme", "ce n’est pas un CIP13.", _WHY_CIP, expected)
    check = check_cip(value)
    if _accepts(check, value):
        return None
    return _Fault("cip_cle", "ce CIP13 n’existe pas.", f"{check.reason} {_WHY_CIP}", "une clé juste")


def _accepts(check: Check, value: str) -> bool:
    """Whether a code is right as it stands: a right one with blanks around would be repaired silently."""
    return check.value == value


def _blank(column: str) -> Rule:
    return Rule(
        code="valeur_vide", severity=Severity.BLOCKING, column=column, broken=f"trim({column}) = ''",
        message="cette valeur est vide, elle est obligatoire.",
        why="Le fichier publié n’a aucun vide dans cette colonne.", remedy=DOWNLOAD_AGAIN,
    )  # fmt: skip


def _amount(column: str) -> tuple[Rule, Rule]:
    is_english = f"regexp_full_match({column}, '{_DOT_AS_COMMA}')"
    is_other = f"NOT regexp_full_match({column}, '{_FRENCH_AMOUNT}') AND NOT {is_english} AND trim({column}) <> ''"
    common = {"column": column, "why": _WHY_AMOUNT, "remedy": DOWNLOAD_AGAIN, "expected": "un montant comme 1.234,56"}
    return (
        Rule(
            code="montant_anglais", severity=Severity.BLOCKING, broken=is_english, **common,
            message="le point peut être une virgule à l’anglaise ou un séparateur de milliers : rien ne permet de trancher.",
        ),
        Rule(
            code="montant_forme", severity=Severity.BLOCKING, broken=is_other, **common,
            message="ce n’est pas un montant écrit comme dans le fichier publié (1.234,56).",
        ),
    )  # fmt: skip


_RULES = (
    *(_blank(column) for column in _OBLIGATORY),
    Rule(
        code="valeur_vide", severity=Severity.BLOCKING, column="nom_etb",
        broken="trim(nom_etb) = '' AND trim(raison_sociale_etb) = ''", message="cet établissement n’a aucun nom.",
        why="Le rapport ne saurait pas comment l’appeler.", remedy=DOWNLOAD_AGAIN,
    ),
    Rule(
        code="boites_forme", severity=Severity.BLOCKING, column="boites",
        broken=f"NOT regexp_full_match(boites, '{_INTEGER}') AND trim(boites) <> ''",
        message="ce n’est pas un nombre entier de boîtes.", why="Les taux sont comptés en boîtes.",
        expected="un nombre entier, comme 1234", remedy=DOWNLOAD_AGAIN,
    ),
    *_amount("rem"),
    *_amount("bse"),
)  # fmt: skip

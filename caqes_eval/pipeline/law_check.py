"""What is wrong in rules that can all be read: a file missing, a unit changed, a value that no text could give.

The rules shipped with the product are the pattern: the code reads each of them with its own unit, comparator and dates.
Nothing here reads a file nor asks what day it is.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from typing import Any, get_args

from caqes_eval.campaign.region import Region
from caqes_eval.foundation import french
from caqes_eval.foundation.findings import Finding, Severity
from caqes_eval.foundation.names import near
from caqes_eval.pipeline.region_parts import sourced_parts
from caqes_eval.regulation.parameters.rule_file import DatedValue, Generation, RuleFile
from caqes_eval.regulation.parameters.rules import Rules
from caqes_eval.regulation.parameters.values import Value
from caqes_eval.regulation.procedure.delays import COUNTED, COUNTING, PROLONGED, SUSPENSION, is_whole
from caqes_eval.regulation.regime import CONTRACTS, DECREE, STATUTE

GENERATIONS: tuple[str, ...] = get_args(Generation)
WORDINGS: Mapping[str, tuple[str, ...]] = {
    CONTRACTS: GENERATIONS,
    STATUTE: GENERATIONS,
    DECREE: GENERATIONS,
    COUNTING: (COUNTED,),
    SUSPENSION: (PROLONGED,),
}
"""The only words that the code understands, by rule."""

File = RuleFile[Any]


def check_law(rules: Rules, shipped: Rules, regions: Iterable[Region] | None, today: date) -> list[Finding]:
    """Return everything that is wrong in rules, what blocks first.

    Args:
        rules: those to check.
        shipped: those that came with the product; a rule that is not among them is checked by itself.
        regions: every region, whose territories are the only scopes there are; None when they cannot all be read, and
            scopes are then left unchecked.
        today: the day on which nothing later can have been read again.
    """
    known = None if regions is None else tuple(regions)
    scopes = None if known is None else _territories(known, shipped)
    findings = [*_absent(rules, shipped)]
    for key, file in rules.items():
        pattern = shipped.file(key) if key in shipped else None
        if pattern and pattern.applies_to != file.applies_to:
            findings.append(_other_dates(key, file, pattern))
        if pattern and pattern.unit != file.unit:
            findings.append(_other_unit(key, file, pattern))  # its values cannot be compared
        else:
            findings += _comparator(key, file, pattern) if pattern else ()
            findings += _amounts(key, file, pattern)
            findings += _words(key, file)
        findings += _scopes(key, file, scopes) if scopes is not None else ()
        findings += _checked(key, file, today)
    findings += [finding for region in known or () for finding in _checked_parts(region, today)]
    return sorted(findings, key=lambda finding: finding.severity is not Severity.BLOCKING)


def _absent(rules: Rules, shipped: Rules) -> Iterator[Finding]:
    known, expected = set(rules.keys()), set(shipped.keys())
    for key in sorted(expected - known):
        renamed = get_close_matches(key, sorted(known - expected), n=1, cutoff=0.8)
        yield _finding(
            "regle_manquante", key, None, "cette règle, livrée avec caqes-eval, manque.",
            why="Les calculs qui la lisent s’arrêteraient.",
            remedy=(
                f"rendez ce nom à {_file(renamed[0])}, s’il s’agit d’elle."
                if renamed
                else "remettez ce fichier tel qu’il est livré ; pour dire qu’une règle n’existe plus, écrivez value: null."
            ),
        )  # fmt: skip


def _other_unit(key: str, file: File, pattern: File) -> Finding:
    return _finding(
        "unite_changee", key, "unit", "ce n’est pas l’unité de cette règle.", value=file.unit, expected=pattern.unit,
        why="Les calculs la lisent dans l’unité attendue.", remedy="rétablissez l’unité et convertissez les valeurs.",
    )  # fmt: skip


def _other_dates(key: str, file: File, pattern: File) -> Finding:
    return _finding(
        "date_de_droit_changee", key, "applies_to", "cette règle ne suit pas la date qui compte pour elle.",
        value=file.applies_to, expected=pattern.applies_to,
        why="La loi d’un autre jour serait appliquée (activity : celui de l’activité ; decision : celui de la décision).",
        remedy=f"écrivez applies_to: {pattern.applies_to}.",
    )  # fmt: skip


def _comparator(key: str, file: File, pattern: File) -> Iterator[Finding]:
    typed, expected = file.comparator, pattern.comparator
    # « < » for « <= » may be what the text says; « > » for « < » is another rule
    if (typed or "")[:1] == (expected or "")[:1]:
        return
    if expected is None:
        message, remedy = "cette règle ne se compare pas.", "ôtez comparator."
    elif typed is None:
        message, remedy = "comparator manque.", f'ajoutez la ligne comparator: "{expected}".'
    else:
        message, remedy = "le sens de la comparaison est inversé.", f'écrivez comparator: "{expected}".'
    yield _finding(
        "comparateur_change", key, "comparator", message, value=typed, expected=expected,
        why="Rien ne dirait de quel côté de la valeur la règle est respectée.", remedy=remedy,
    )  # fmt: skip


def _amounts(key: str, file: File, pattern: File | None) -> Iterator[Finding]:
    usual = [value for _, value in _written(pattern) if isinstance(value, Decimal)] if pattern else []
    for place, value in _written(file):
        if not isinstance(value, Decimal):
            continue
        if value < 0 and usual and min(usual) >= 0:
            yield _finding(
                "valeur_negative", key, place, "une valeur négative n’a pas de sens ici.", value=str(value),
                why="Une sanction deviendrait un gain, ou un gain une dette.", remedy="vérifiez le signe dans le texte.",
            )  # fmt: skip
        if value == 1 and file.unit == "proportion" and all(each < 1 for each in usual):
            yield _finding(
                "proportion_entiere", key, place, "une proportion de 1 veut dire 100 %.", value=str(value),
                why="Pour 1 %, il faut écrire 0.01.", remedy="vérifiez la valeur dans le texte.",
                severity=Severity.TO_CHECK,
            )  # fmt: skip


def _words(key: str, file: File) -> Iterator[Finding]:
    for place, value in _written(file):
        if not isinstance(value, str):
            continue
        if file.unit == "durée" and not is_whole(value):
            yield _finding(
                "duree_inutilisable", key, place, "ce n’est pas un nombre entier d’années, de mois, de semaines ou de jours.",
                value=value, expected="par exemple P1M (un mois), P3W (trois semaines) ou P15D (quinze jours)",
                why="Aucune date ne peut en être tirée.", remedy="corrigez la durée d’après le texte.",
            )  # fmt: skip
        elif value not in (understood := WORDINGS.get(key, (value,))):
            yield _finding(
                "valeur_incomprise", key, place, "le calcul ne sait pas appliquer cette valeur.", value=value,
                expected=" ou ".join(f"« {each} »" for each in understood),
                why="Il s’arrêterait, ou suivrait un autre droit.", remedy="rétablissez l’une des valeurs attendues.",
            )  # fmt: skip


def _territories(regions: Iterable[Region], shipped: Rules) -> set[str]:
    """Return the scopes there are: a working folder without PACA may keep the rules shipped for it."""
    scopes = {dated.scope.region for _, file in shipped.items() for dated in file.values if dated.scope.region}
    return scopes | {territory.code for region in regions for territory in region.territories}


def _scopes(key: str, file: File, known: set[str]) -> Iterator[Finding]:
    for place, dated in _dated(file):
        if dated.scope.region is not None and dated.scope.region not in known:
            yield _finding(
                "region_inconnue", key, f"{place}, scope, region", "aucun fichier de région n’a ce territoire.",
                value=dated.scope.region, why="Cette valeur ne s’appliquerait à personne.",
                remedy=near(dated.scope.region, sorted(known)),
            )  # fmt: skip


def _checked(key: str, file: File, today: date) -> Iterator[Finding]:
    for place, dated in _dated(file):
        if dated.checked and dated.checked.on > today:
            yield _to_come(_file(key), place, dated.checked.on, today)


def _checked_parts(region: Region, today: date) -> Iterator[Finding]:
    for place, part in sourced_parts(region):
        if part.checked and part.checked.on > today:
            yield _to_come(f"{region.code}.yml", place, part.checked.on, today)


def _to_come(file: str, place: str, checked: date, today: date) -> Finding:
    return Finding(
        code="relecture_a_venir", severity=Severity.BLOCKING, file=file, key=f"{place}, checked, on",
        value=checked.isoformat(), message=f"cette relecture n’a pas encore eu lieu le {french.day(today)}.",
        why="La valeur passerait pour confirmée.", remedy="corrigez la date.",
    )  # fmt: skip


def _dated(file: File) -> Iterator[tuple[str, DatedValue[Any]]]:
    """Yield each value with its place as a reader counts."""
    return ((f"values, n° {number}", dated) for number, dated in enumerate(file.values, 1))


def _written(file: File) -> Iterator[tuple[str, Value | None]]:
    """Yield what is written under ``value``, exceptions included, with its place."""
    for place, dated in _dated(file):
        yield f"{place}, value", dated.value
        for finess, exception in dated.scope.exceptions.items():
            yield f"{place}, scope, exceptions, {finess}, value", exception.value


def _file(key: str) -> str:
    return f"params/regulation/{key.replace('.', '/')}.yml"


def _finding(
    code: str,
    key: str,
    place: str | None,
    message: str,
    *,
    why: str,
    remedy: str,
    value: str | None = None,
    expected: str | None = None,
    severity: Severity = Severity.BLOCKING,
) -> Finding:
    return Finding(
        code=code, severity=severity, file=_file(key), key=place, value=value, expected=expected, message=message,
        why=why, remedy=remedy,
    )  # fmt: skip

"""CIP13 → CIS → generic groups: the status of each presentation in the repertoire of generics.

The join never uses GEN_NUM of Open PHMEV, which is not the number of a BDPM group.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from caqes_eval.foundation.errors import InputFormatError, InputMissingError, InputValueError
from caqes_eval.foundation.files import sha256_bytes
from caqes_eval.foundation.findings import Finding, Severity
from caqes_eval.intake.bdpm.layout import GROUPS, PRESENTATIONS, Layout, rows

_CIS = re.compile(r"[0-9]{8}")
_CIP13 = re.compile(r"34009[0-9]{8}")
_GROUP = re.compile(r"[0-9]+")
# 0 princeps; 1 generic; 2 generic by complementary dosage; 4 substitutable generic (official description, 2025).
_STATUS_BY_TYPE = {"0": "reference", "1": "generic", "2": "generic", "4": "generic"}


@dataclass(frozen=True)
class Repertoire:
    """The repertoire of generics, presentation by presentation.

    Attributes:
        table: one row per CIP13, sorted, all text: ``cip13``, ``status`` (``generic``, ``reference``, ``outside`` or
            ``ambiguous``: reference in one group and generic in another), ``groups`` (numbers joined by ``+``).
        sources: name shown and SHA-256 of the presentations file, then of the groups file.
        findings: what to check: ambiguous CIS, CIS and groups without any presentation.
    """

    table: pd.DataFrame
    sources: tuple[tuple[str, str], ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class _Membership:
    """One line of the groups file."""

    line: int
    group: str
    label: str
    cis: str
    status: str


def read_bdpm(presentations: Path, groups: Path, *, shown_presentations: str, shown_groups: str) -> Repertoire:
    """Read both files and resolve the status of every presentation.

    Args:
        presentations: ``CIS_CIP_bdpm.txt``.
        groups: ``CIS_GENER_bdpm.txt`` of the same day.
        shown_presentations: how messages name the first file.
        shown_groups: how messages name the second file.

    Raises:
        InputMissingError: a file cannot be read.
        InputFormatError: a file is not the one expected, is cut short, or the two have nothing in common.
        InputValueError: a code is damaged, unknown or given twice.
    """
    first = _content(presentations, PRESENTATIONS, shown_presentations)
    second = _content(groups, GROUPS, shown_groups)
    cis_by_cip13 = _presentations(rows(first, PRESENTATIONS, shown_presentations), shown_presentations)
    by_cis: dict[str, list[_Membership]] = {}
    for membership in _memberships(rows(second, GROUPS, shown_groups), shown_groups):
        by_cis.setdefault(membership.cis, []).append(membership)
    presented = set(cis_by_cip13.values())
    if presented.isdisjoint(by_cis):
        raise InputFormatError(
            f"{shown_presentations} et {shown_groups} n’ont aucun code CIS en commun : ils ne vont pas ensemble.",
            remedy="Téléchargez les deux fichiers le même jour et relancez.",
        )
    return Repertoire(
        table=_table(cis_by_cip13, by_cis),
        sources=((shown_presentations, sha256_bytes(first)), (shown_groups, sha256_bytes(second))),
        findings=(*_ambiguous(by_cis, shown_groups), *_without_presentation(by_cis, presented, shown_groups)),
    )


def _content(path: Path, layout: Layout, shown: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputMissingError(f"{shown} est introuvable ou illisible.", remedy=layout.remedy()) from error


def _presentations(lines: Iterator[tuple[int, list[str]]], shown: str) -> dict[str, str]:
    """Map each CIP13 to its CIS."""
    found: dict[str, str] = {}
    first_line: dict[str, int] = {}
    for line, cells in lines:
        cis = _code(cells[0], _CIS, "CIS (8 chiffres)", PRESENTATIONS, shown, line)
        cip13 = _code(cells[6], _CIP13, "CIP13 (34009 puis 8 chiffres)", PRESENTATIONS, shown, line)
        if cip13 in found:
            raise InputValueError(
                f"{shown}, ligne {line} : le CIP13 « {cip13} » figure déjà ligne {first_line[cip13]} ; "
                "son statut serait compté deux fois.",
                remedy=PRESENTATIONS.remedy(),
            )
        found[cip13], first_line[cip13] = cis, line
    return found


def _memberships(lines: Iterator[tuple[int, list[str]]], shown: str) -> Iterator[_Membership]:
    for line, (group, label, cis, kind, _order) in lines:
        if kind.strip() not in _STATUS_BY_TYPE:
            raise InputValueError(
                f"{shown}, ligne {line}, colonne type : le type de générique « {kind} » est inconnu "
                "(0, 1, 2 et 4 sont connus) ; sans lui, le statut de la spécialité serait deviné.",
                remedy=GROUPS.remedy(),
            )
        yield _Membership(
            line=line,
            group=_code(group, _GROUP, "de groupe (un nombre)", GROUPS, shown, line),
            label=label.strip(),
            cis=_code(cis, _CIS, "CIS (8 chiffres)", GROUPS, shown, line),
            status=_STATUS_BY_TYPE[kind.strip()],
        )


def _code(value: str, pattern: re.Pattern[str], name: str, layout: Layout, shown: str, line: int) -> str:
    code = value.strip()
    if not pattern.fullmatch(code):
        raise InputValueError(
            f"{shown}, ligne {line} : « {value} » n’est pas un code {name} ; "
            "le fichier a pu être ouvert puis enregistré avec Excel.",
            remedy=layout.remedy(),
        )
    return code


def _status(memberships: Iterable[_Membership]) -> str:
    statuses = {membership.status for membership in memberships}
    if not statuses:
        return "outside"
    return statuses.pop() if len(statuses) == 1 else "ambiguous"


def _group_ids(memberships: Iterable[_Membership]) -> str:
    return "+".join(sorted({membership.group for membership in memberships}, key=int))


def _table(cis_by_cip13: dict[str, str], by_cis: dict[str, list[_Membership]]) -> pd.DataFrame:
    ordered = sorted(cis_by_cip13.items())
    return pd.DataFrame(
        {
            "cip13": [cip13 for cip13, _ in ordered],
            "status": [_status(by_cis.get(cis, ())) for _, cis in ordered],
            "groups": [_group_ids(by_cis.get(cis, ())) for _, cis in ordered],
        },
        dtype="str",
    )


def _ambiguous(by_cis: dict[str, list[_Membership]], shown: str) -> Iterator[Finding]:
    for cis, memberships in sorted(by_cis.items()):
        if _status(memberships) != "ambiguous":
            continue
        roles = {"reference": "référence", "generic": "générique"}
        places = " ; ".join(f"{roles[m.status]} dans le groupe {m.group} ({m.label})" for m in memberships)
        yield Finding(
            code="bdpm_statut_ambigu", severity=Severity.TO_CHECK, file=shown, line=memberships[-1].line,
            column="CIS", value=cis, expected="le même rôle dans tous les groupes",
            message=f"cette spécialité est {places}.",
            why="Son statut dans le répertoire ne peut pas être déduit : il n’est pas deviné.",
            remedy="vérifiez la spécialité dans le répertoire de l’ANSM.",
        )  # fmt: skip


def _without_presentation(by_cis: dict[str, list[_Membership]], presented: set[str], shown: str) -> Iterator[Finding]:
    absent = [membership for cis, found in by_cis.items() if cis not in presented for membership in found]
    if not absent:
        return
    first = min(absent, key=lambda membership: membership.line)
    yield Finding(
        code="bdpm_cis_sans_presentation", severity=Severity.INFO, file=shown, line=first.line, column="CIS",
        value=first.cis, count=len({membership.cis for membership in absent}),
        message="cette spécialité du répertoire n’a aucune présentation (le plus souvent, elle a été retirée).",
        why="Une prescription ancienne de cette spécialité sera comptée absente de la BDPM.",
    )  # fmt: skip
    kept = {membership.group for cis in presented for membership in by_cis.get(cis, ())}
    empty = [membership for membership in absent if membership.group not in kept]
    if empty:
        first = min(empty, key=lambda membership: membership.line)
        yield Finding(
            code="bdpm_groupe_sans_presentation", severity=Severity.INFO, file=shown, line=first.line,
            column="groupe", value=first.group, count=len({membership.group for membership in empty}),
            message="aucune spécialité de ce groupe générique n’a de présentation.",
            why="Ce groupe ne classe aucune prescription.",
        )  # fmt: skip

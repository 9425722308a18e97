"""The mark of a form: which form, which edition, for whom. It travels in a hidden sheet, whatever program saves the file."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from caqes_eval.foundation.findings import Finding, Severity
from caqes_eval.intake.forms.form import Form, digest
from caqes_eval.intake.workbooks import Sheet, open_workbook

MARK_SHEET = "_caqes"
"""The hidden sheet: a key and its value on each row."""

_ROWS = 32
_DIGITS = re.compile(r"[0-9]{4}")
_LONGEST = 200


@dataclass(frozen=True, kw_only=True)
class Mark:
    """What a form says of itself.

    Attributes:
        form, version: code and edition of the form.
        campaign: name of the campaign.
        year: year of activity.
        period: the period asked for, as the campaign writes it (``S2 2025``).
        finess: the hospital it was sent to.
        digest: of the definition, see :func:`caqes_eval.intake.forms.form.digest`.
    """

    form: str
    version: str
    campaign: str
    year: int
    period: str
    finess: str
    digest: str

    def as_rows(self) -> list[tuple[str, str]]:
        """Return the rows of the hidden sheet."""
        return [(key, str(value)) for key, value in asdict(self).items()]


def mark_for(form: Form, *, campaign: str, year: int, period: str, finess: str) -> Mark:
    """Return the mark of a form sent to a hospital."""
    return Mark(
        form=form.code,
        version=form.version,
        campaign=campaign,
        year=year,
        period=period,
        finess=finess,
        digest=digest(form),
    )


def mark_of(sheets: Sequence[Sheet]) -> Mark | None:
    """Return the mark found in the sheets of a workbook, ``None`` when there is none or when it is incomplete."""
    for sheet in sheets:
        if sheet.name == MARK_SHEET:
            rows = range(1, min(sheet.last_row, _ROWS) + 1)
            return _mark({sheet.text(row, 1): sheet.text(row, 2)[:_LONGEST] for row in rows})
    return None


def read_mark(path: Path) -> Mark | None:
    """Return the mark of a workbook on disk, ``None`` when it has none or cannot be opened."""
    return mark_of(open_workbook(path).sheets)


def _mark(texts: Mapping[str, str]) -> Mark | None:
    if any(field.name not in texts for field in fields(Mark)) or not _DIGITS.fullmatch(texts["year"]):
        return None
    return Mark(
        form=texts["form"],
        version=texts["version"],
        campaign=texts["campaign"],
        year=int(texts["year"]),
        period=texts["period"],
        finess=texts["finess"],
        digest=texts["digest"],
    )


def mark_findings(found: Mark | None, sent: Mark, *, file: str) -> tuple[Finding, ...]:
    """Say how the mark of a file received differs from that of the form that was sent.

    Args:
        found: the mark of the file, ``None`` when it has none.
        sent: the mark that was sent, made by :func:`mark_for`.
        file: name of the file as the user knows it.

    Returns:
        One finding per difference; another form, campaign, period or hospital stops the reading of the file.
    """
    if found is None:
        return (_no_mark(file, sent),)
    return tuple(
        Finding(
            code=code, severity=Severity.BLOCKING, file=file, message=message, why=why,
            remedy="Vérifier quel fichier a été joint, puis renvoyer le classeur reçu pour cette demande.",
            value=getattr(found, field), expected=getattr(sent, field),
        )
        for field, (code, message, why) in _DIFFERENCES.items()
        if getattr(found, field) != getattr(sent, field)
    ) or _editions(found, sent, file)  # fmt: skip


_OTHER_ANSWERS = "Ses réponses seraient comptées pour une autre demande."
_DIFFERENCES = {
    "form": ("formulaire_autre", "c’est un autre formulaire que celui attendu.", _OTHER_ANSWERS),
    "campaign": ("formulaire_autre_campagne", "ce formulaire vient d’une autre campagne.", _OTHER_ANSWERS),
    "period": ("formulaire_autre_periode", "ce formulaire porte sur une autre période.", _OTHER_ANSWERS),
    "finess": (
        "formulaire_autre_etablissement",
        "ce formulaire a été préparé pour un autre établissement.",
        "Les réponses d’un établissement seraient comptées pour un autre.",
    ),
}


def _no_mark(file: str, sent: Mark) -> Finding:
    return Finding(
        code="formulaire_sans_marque",
        severity=Severity.TO_CHECK,
        file=file,
        message="ce classeur n’est pas le formulaire envoyé, ou sa feuille cachée a été retirée : ses feuilles sont "
        "reconnues d’après leurs titres.",
        why="Rien ne dit pour quel établissement ni pour quelle période il a été préparé.",
        remedy=f"Vérifier qu’il s’agit bien de {sent.finess}, {sent.period}, ou demander le formulaire rempli.",
    )


def _editions(found: Mark, sent: Mark, file: str) -> tuple[Finding, ...]:
    if (found.version, found.digest) == (sent.version, sent.digest):
        return ()
    return (
        Finding(
            code="formulaire_autre_version",
            severity=Severity.TO_CHECK,
            file=file,
            message="ce formulaire est d’une autre édition : ses colonnes ou ses listes ne sont pas celles d’aujourd’hui.",
            why="Une réponse peut y avoir un autre sens, une question y manquer.",
            remedy="Vérifier les colonnes reconnues ; au besoin, renvoyer le formulaire actuel à l’établissement.",
            value=f"version {found.version} ({found.digest})",
            expected=f"version {sent.version} ({sent.digest})",
        ),
    )

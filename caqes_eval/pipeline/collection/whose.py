"""Whose a file received is: what the options say, what the mark of our forms says, what was recorded before."""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from caqes_eval.campaign.model import Campaign
from caqes_eval.campaign.receipts import Case, Outcome, Receipts
from caqes_eval.foundation.findings import Finding, Severity
from caqes_eval.foundation.names import near
from caqes_eval.identifiers import check_finess
from caqes_eval.intake.door import shown_name
from caqes_eval.intake.forms.definitions import FORMS
from caqes_eval.intake.forms.mark import Mark, read_mark
from caqes_eval.intake.pmsi.names import read_name
from caqes_eval.intake.tables.cells import Cell
from caqes_eval.intake.values.period_words import read_period
from caqes_eval.pipeline.collection.reminder import period_label

SOURCES = {
    "preuve": "Pièce justificative",
    "pmsi": "Données PMSI",
    "extraction_am": "Extraction de l’Assurance Maladie",
    "totaux_atih": "Totaux annuels de l’ATIH",
}
"""What is received besides our forms; several files of one are kept side by side."""

_OPTIONS = {"finess": "--finess", "form": "--form", "period": "--period"}
_WORDS = {"finess": "l’établissement", "form": "le formulaire", "period": "la période"}
_LONGEST_STEM = 50
_UNSAFE = re.compile(r"[^\w\-]+")
_SUFFIX = re.compile(r"\.[a-z0-9]{1,8}")


@dataclass(frozen=True, kw_only=True)
class Given:
    """What the options say of the files; None leaves it to the mark of the form.

    Attributes:
        finess, form, period: as typed.
        received_on: the day of receipt; today when None.
        outcome: what became of the files; « reçu » when None.
        note: in French.
        by: who records.
    """

    finess: str | None = None
    form: str | None = None
    period: str | None = None
    received_on: date | None = None
    outcome: Outcome | None = None
    note: str = ""
    by: str = ""


@dataclass(kw_only=True)
class FileReceived:
    """A file being looked at: every fault of it is noted, none stops the look.

    Attributes:
        path: where it is.
        content: its bytes, in memory only.
        kept: the bytes that may be kept, ``None`` when the door refuses it.
        sha256: digest of the bytes kept, else of those received.
        told: what the door says of it.
        faults: what forbids its recording.
    """

    path: Path
    content: bytes
    kept: bytes | None
    sha256: str
    told: tuple[Finding, ...] = ()
    faults: list[Finding] = field(default_factory=list)

    def refuse(self, message: str, remedy: str, *, value: str | None = None, expected: str | None = None) -> None:
        """Note a fault, in French."""
        self.faults.append(
            Finding(
                code="retour_refuse", severity=Severity.BLOCKING, file=shown_name(self.path), message=message, remedy=remedy,
                value=value, expected=expected,
            )
        )  # fmt: skip


def case_of(file: FileReceived, given: Given, campaign: Campaign, receipts: Receipts) -> Case | None:
    """Return what a file answers, or note why it is not known and return None.

    The options and the mark must agree; what neither says comes from the former lines on the same content.
    """
    mark = read_mark(file.path) if file.content else None
    if mark and mark.campaign != campaign.name:
        file.refuse(
            "ce formulaire vient d’une autre campagne.", "inscrivez-le dans sa campagne.",
            value=mark.campaign, expected=campaign.name,
        )  # fmt: skip
    cases = {receipt.case for receipt in receipts.of_file(file.sha256)}
    former = dict(zip(_OPTIONS, cases.pop(), strict=True)) if len(cases) == 1 else {}
    finess, form, period = (_part(file, part, given, mark, former.get(part), campaign) for part in _OPTIONS)
    return (finess, form, period) if finess and form and period else None


def _part(
    file: FileReceived, part: str, given: Given, mark: Mark | None, former: str | None, campaign: Campaign
) -> str | None:
    option = _OPTIONS[part]
    typed = _checked(file, part, getattr(given, part), option, campaign)
    marked = _checked(file, part, getattr(mark, part) if mark else None, "la marque du formulaire", campaign)
    if typed and marked and typed != marked:
        file.refuse(
            f"{option} contredit le formulaire, préparé pour {_shown(part, marked)}.",
            f"vérifiez quel fichier a été joint, ou ôtez {option}.", value=_shown(part, typed),
        )  # fmt: skip
    if getattr(given, part) is None and mark is None and former is None:
        file.refuse(
            f"rien ne dit {_WORDS[part]} : ce fichier n’a pas la marque de nos formulaires.", f"ajoutez {option}."
        )
    return typed or marked or former


def _checked(file: FileReceived, part: str, typed: str | None, origin: str, campaign: Campaign) -> str | None:
    """Return a part of the case as the register writes it, None when it is not given or is refused."""
    if typed is None:
        return None
    if part == "finess":
        check = check_finess(typed)
        if check.value is None:
            proposals = f" Propositions : {', '.join(check.proposals)}." if check.proposals else ""
            file.refuse(f"{origin} : ce n’est pas un FINESS. {check.reason}", f"vérifiez-le.{proposals}", value=typed)
        return check.value
    if part == "form":
        if typed in FORMS or typed in SOURCES:
            return typed
        file.refuse(f"{origin} : ce formulaire n’existe pas.", near(typed, [*FORMS, *SOURCES]), value=typed)
        return None
    return _period(file, typed, origin, campaign.year)


def _period(file: FileReceived, typed: str, origin: str, year: int) -> str | None:
    read = read_period(Cell(typed))
    known = {period_label(each): each for each in (str(year), f"{year}-S1", f"{year}-S2")}
    period = known.get(read.value.label) if read.value else None
    if period is None:
        file.refuse(
            f"{origin} : ce n’est ni l’année de la campagne, ni l’un de ses semestres.", "corrigez la période.",
            value=typed, expected=" ou ".join(known),
        )  # fmt: skip
    return period


def _shown(part: str, value: str) -> str:
    return period_label(value) if part == "period" else value


def safe_name(name: str, sha256: str) -> str:
    """Return the name under which a file received is kept: letters, digits, ``-`` and ``_``, the start of its digest.

    The digest makes the name unique, and no device name of Windows; nothing of a path or of a formula remains. A PMSI file
    keeps what its name says (hospital, year, month, kind): it is read by it.
    """
    pmsi = read_name(name)
    if pmsi.finess and pmsi.suffix:
        return f"{pmsi.finess}.{pmsi.year}.{pmsi.month}.{sha256[:8]}.{pmsi.suffix}"
    normal = unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1])
    stem, dot, end = normal.rpartition(".")
    suffix = f"{dot}{end}".casefold() if stem else ""
    if not _SUFFIX.fullmatch(suffix) or not suffix.isascii():
        stem, suffix = normal, ""
    if pmsi.suffix:
        stem, suffix = normal[: -len(pmsi.suffix) - 1], f".{pmsi.suffix}"
    safe = _UNSAFE.sub("_", stem).strip("_-")[:_LONGEST_STEM].rstrip("_-")
    return f"{safe or 'fichier'}_{sha256[:8]}{suffix}"

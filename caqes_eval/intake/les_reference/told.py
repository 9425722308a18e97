"""What a reference holds that is not clean, told in French: one finding per kind, with a count and the first line."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from caqes_eval.foundation.findings import Finding, Severity
from caqes_eval.intake.les_reference.source import Row, Rows

_SHOWN = 60
_SKIPPED = "Cette ligne du référentiel ne peut servir à rien : elle est laissée de côté."
_PUBLISHED = "Vérifier dans la table publiée par le ministère ; signaler l’erreur à l’ATIH si elle y est."
_UNDECIDED = "Aucune anomalie n’est dite de ce couple : son inscription n’est pas établie."


@dataclass(frozen=True)
class Told:
    """How a kind of fault is told."""

    severity: Severity
    message: str
    why: str = ""
    remedy: str = ""
    expected: str | None = None


_CHECK, _INFO = Severity.TO_CHECK, Severity.INFO

TOLD: Mapping[str, Told] = {
    "les_code": Told(_CHECK, "ce n’est pas un code indication.", _SKIPPED, _PUBLISHED, "7 caractères, comme I000672"),
    "les_ucd": Told(_CHECK, "ce n’est pas un code UCD juste.", _SKIPPED, _PUBLISHED, "7 ou 13 chiffres"),
    "les_ucd13": Told(
        _CHECK, "ce n’est pas un code UCD13 juste.", "Le code UCD à 7 chiffres de la ligne est juste et sert seul.", _PUBLISHED,
        "13 chiffres",
    ),
    "les_lpp": Told(_CHECK, "ce n’est pas un code LPP juste.", _SKIPPED, _PUBLISHED, "7 chiffres"),
    "les_ucd_differentes": Told(
        _CHECK, "les deux codes UCD de cette ligne ne désignent pas le même médicament.", _SKIPPED, _PUBLISHED
    ),
    "les_inscription_ecriture": Told(_INFO, "écrit autrement que « oui » ou « non », mais le sens est certain."),
    "les_inscription_indecise": Told(_CHECK, "ce n’est ni oui ni non.", _UNDECIDED, _PUBLISHED, "oui ou non"),
    "les_inscription_vide": Told(
        _CHECK, "rien ne dit si ce couple est inscrit.", _UNDECIDED, _PUBLISHED, "oui ou non"
    ),
    "les_date_ecriture": Told(_INFO, "la date n’est pas écrite AAAA-MM-JJ, mais le jour est certain."),
    "les_date_illisible": Told(
        _CHECK, "ce n’est pas une date.", "La borne est tenue pour inconnue.", _PUBLISHED, "une date"
    ),
    "les_debut_inconnu": Told(
        _INFO, "ce couple inscrit n’a pas de date de début.", "Il est tenu pour inscrit à tout mois antérieur."
    ),
    "les_dates_inversees": Told(
        _CHECK, "la date de fin précède la date de début.", "Ce couple n’est inscrit à aucun mois.", _PUBLISHED
    ),
    "les_mois": Told(_CHECK, "ce n’est pas un mois.", _SKIPPED, _PUBLISHED, "AAAAMM"),
    "les_espaces": Told(_INFO, "des espaces superflus ou insécables sont ôtés."),
    "les_doublon": Told(_INFO, "ce couple figure déjà à l’identique dans le référentiel ; il compte une fois."),
    "les_contradiction": Told(
        _CHECK, "ce couple figure ailleurs avec une autre inscription pour les mêmes mois.", _UNDECIDED, _PUBLISHED
    ),
    "les_evenement_sans_effet": Told(_INFO, "cet événement ne change pas l’inscription : il est laissé de côté."),
    "les_evenement_a_voir": Told(
        _CHECK, "on ne sait pas si cet événement ouvre ou ferme l’inscription : il est laissé de côté.",
        "La période d’inscription de ce produit peut être fausse.", _PUBLISHED,
    ),
    "les_evenement_sans_date": Told(
        _CHECK, "cet événement n’a aucune date : il est laissé de côté.",
        "La période d’inscription de ce produit peut être fausse.", _PUBLISHED,
    ),
    "les_sans_inscription": Told(
        _INFO, "l’inscription de ce produit n’est pas dans l’historique.", "Il est tenu pour inscrit depuis toujours."
    ),
}  # fmt: skip


class Tally:
    """The findings of a reference, gathered as its rows are read."""

    def __init__(self, file: str, rows: Rows) -> None:
        self._file, self._rows = file, rows
        self._found: dict[tuple[str, str, str], Finding] = {}

    def add(self, code: str, row: Row, column: str, *, value: str | None = None, apart: str = "") -> None:
        """Record a fault, or count it with those of its kind in the same column.

        Args:
            code: its kind.
            row: where it is.
            column: which column, by our name.
            value: what is quoted; what is written in that column by default.
            apart: what tells several findings of the same kind and column apart.
        """
        key = (code, column, apart)
        if former := self._found.get(key):
            self._found[key] = replace(former, count=former.count + 1)
            return
        told, text = TOLD[code], row.text(column) if value is None else value
        self._found[key] = Finding(
            code=code, severity=told.severity, file=self._file, line=row.line, sheet=self._rows.sheet,
            column=self._rows.columns.get(column), value=(text[:_SHOWN] + "…" if len(text) > _SHOWN else text) or None,
            message=told.message, why=told.why, remedy=told.remedy, expected=told.expected,
        )  # fmt: skip

    def findings(self) -> tuple[Finding, ...]:
        """Return what was recorded, by line."""
        return tuple(sorted(self._found.values(), key=lambda finding: (finding.line or 0, finding.code)))

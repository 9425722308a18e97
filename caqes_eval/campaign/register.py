"""The register of a region: its establishments, what they do and which FINESS signs the contract.

The analyst fills it, an import from FINESS proposes (``intake/finess/merge.py``). What the import deduced and nobody has
read yet stands in ``proposed``; its file form is in ``register_file.py``.
"""

import re
from collections import Counter
from dataclasses import dataclass
from typing import Literal, get_args

from pydantic import Field, field_validator, model_validator

from caqes_eval.campaign.model import Strict
from caqes_eval.foundation.exact import Day
from caqes_eval.identifiers import check_finess

Status = Literal["public", "espic", "prive"]
Champ = Literal["MCO", "SMR", "PSY", "HAD", "USLD", "DIALYSE"]
Signs = Literal["EJ", "ET"]
Proposable = Literal["status", "signs"]

STATUSES: tuple[Status, ...] = get_args(Status)
CHAMPS: tuple[Champ, ...] = get_args(Champ)
SIGNATORIES: tuple[Signs, ...] = get_args(Signs)

# 20 was Corse until 1976, 97 and 98 need a third digit overseas; 99 is for fictitious hospitals.
_DEPARTMENT = re.compile(r"0[1-9]|1[0-9]|2[1-9AB]|[3-8][0-9]|9[0-5]|9[78][0-9]|99")
_SIGNATORY_BY_STATUS: dict[Status, Signs] = {"public": "EJ", "espic": "ET", "prive": "ET"}


def usual_signatory(status: Status | None) -> Signs | None:
    """Return which FINESS signs the contract in general: legal for a public hospital, geographic for the others.

    A proposal only, for hospitals may agree otherwise. Source: practice.md §1.1 (ARS Île-de-France).
    """
    return _SIGNATORY_BY_STATUS[status] if status else None


class RegisteredEstablishment(Strict):
    """An establishment of the region.

    Attributes:
        finess_et: geographic FINESS, the key of the register.
        finess_ej: FINESS of the legal body it belongs to.
        name: as FINESS tells it.
        city: without postal code nor CEDEX; may be unknown.
        department: ``04``, ``2A``, ``974``; empty when unknown.
        status: legal family, ``None`` until told.
        champs: what it does, in the order of :data:`CHAMPS`; empty until told.
        signs: which of the two FINESS signs the contract, ``None`` until told.
        since: when it opened.
        until: when it closed or will.
        proposed: which of ``status`` and ``signs`` an import deduced and nobody has confirmed.
    """

    finess_et: str
    finess_ej: str
    name: str = Field(min_length=1)
    city: str = ""
    department: str = ""
    status: Status | None = None
    champs: tuple[Champ, ...] = ()
    signs: Signs | None = None
    since: Day | None = None
    until: Day | None = None
    proposed: tuple[Proposable, ...] = ()

    @field_validator("finess_et", "finess_ej")
    @classmethod
    def _finess_with_its_key(cls, typed: str) -> str:
        check = check_finess(typed)
        if check.value is None:
            proposals = f" Proposition : {' ou '.join(check.proposals)}." if check.proposals else ""
            raise ValueError(check.reason + proposals)
        return check.value

    @field_validator("department")
    @classmethod
    def _known_department(cls, typed: str) -> str:
        if typed and not _DEPARTMENT.fullmatch(typed):
            raise ValueError("un département s’écrit 04, 13, 2A, 2B ou 974.")
        return typed

    @field_validator("champs")
    @classmethod
    def _each_champ_once(cls, typed: tuple[Champ, ...]) -> tuple[Champ, ...]:
        if len(set(typed)) < len(typed):
            raise ValueError("le même champ est cité deux fois.")
        return tuple(champ for champ in CHAMPS if champ in typed)

    @model_validator(mode="after")
    def _coherent(self) -> "RegisteredEstablishment":
        if self.since and self.until and self.until < self.since:
            raise ValueError("la date de fermeture précède la date d’ouverture.")
        if any(getattr(self, field) is None for field in self.proposed):
            raise ValueError("une proposition à confirmer n’a pas de valeur.")
        return self

    @property
    def signatory(self) -> str | None:
        """The FINESS that signs the contract, ``None`` until told."""
        return {"EJ": self.finess_ej, "ET": self.finess_et, None: None}[self.signs]


@dataclass(frozen=True)
class ToFill:
    """What remains to be done by hand for one establishment.

    Attributes:
        finess_et: its geographic FINESS.
        name: its name.
        missing: fields that are empty, among ``status``, ``champs`` and ``signs``.
        to_confirm: fields that hold a proposal.
    """

    finess_et: str
    name: str
    missing: tuple[str, ...]
    to_confirm: tuple[str, ...]

    def sentence(self) -> str:
        """Return it in French, with the words of the file."""
        parts = [f"à remplir : {_columns(self.missing)}"] if self.missing else []
        parts += [f"à confirmer : {_columns(self.to_confirm)}"] if self.to_confirm else []
        return f"{self.finess_et} {self.name}, {' ; '.join(parts)}."


class Register(Strict):
    """The establishments of a region, each geographic FINESS once."""

    establishments: tuple[RegisteredEstablishment, ...] = ()

    @field_validator("establishments")
    @classmethod
    def _each_once(cls, given: tuple[RegisteredEstablishment, ...]) -> tuple[RegisteredEstablishment, ...]:
        counts = Counter(establishment.finess_et for establishment in given)
        twice = sorted(finess for finess, count in counts.items() if count > 1)
        if twice:
            raise ValueError(f"établissements inscrits deux fois : {', '.join(twice)}.")
        return tuple(sorted(given, key=lambda establishment: establishment.finess_et))

    def champs_of(self, finess: str) -> tuple[Champ, ...]:
        """Return what a hospital does, all its sites together for a legal body; empty when the register does not say."""
        own = [each for each in self.establishments if finess in (each.finess_et, each.finess_ej)]
        # a site without champs may do anything: what the others do is then not all that the legal body does
        if any(not each.champs for each in own):
            return ()
        return tuple(champ for champ in CHAMPS if any(champ in each.champs for each in own))

    def numbers_of(self, finess: str) -> tuple[str, ...]:
        """Return every number of a hospital, the one asked first: of a site its legal body, of a legal body its sites."""
        legal = {each.finess_ej for each in self.establishments if each.finess_et == finess}
        sites = {each.finess_et for each in self.establishments if each.finess_ej == finess}
        return (finess, *sorted((legal | sites) - {finess}))

    def by_finess(self) -> dict[str, RegisteredEstablishment]:
        """Return the establishments by geographic FINESS."""
        return {establishment.finess_et: establishment for establishment in self.establishments}

    def to_fill(self) -> tuple[ToFill, ...]:
        """Return what remains to be filled or confirmed by hand, establishment by establishment."""
        remaining = (
            ToFill(
                finess_et=establishment.finess_et,
                name=establishment.name,
                missing=tuple(field for field in ("status", "champs", "signs") if not getattr(establishment, field)),
                to_confirm=establishment.proposed,
            )
            for establishment in self.establishments
        )
        return tuple(item for item in remaining if item.missing or item.to_confirm)


COLUMNS: dict[str, str] = {
    "finess_et": "finess_et",
    "finess_ej": "finess_ej",
    "name": "nom",
    "city": "ville",
    "department": "departement",
    "status": "statut",
    "champs": "champs",
    "signs": "signataire",
    "proposed": "a_confirmer",
    "since": "ouverture",
    "until": "fermeture",
}
"""The French header of each field, in the order of the file."""


def _columns(fields: tuple[str, ...]) -> str:
    return ", ".join(COLUMNS[field] for field in fields)

"""The fictitious hospitals of the two regions, as a register of establishments tells them."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from caqes_eval.campaign.register import (
    Champ,
    Register,
    RegisteredEstablishment,
    Status,
    usual_signatory,
)
from caqes_eval.demo.establishments import ESTABLISHMENTS
from caqes_eval.identifiers import finess_key

RegionCode = Literal["val-de-brume", "cotes-d-ambre"]
REGIONS: tuple[RegionCode, ...] = ("val-de-brume", "cotes-d-ambre")
_DEPARTMENT = "99"


@dataclass(frozen=True, kw_only=True)
class Hospital:
    """A fictitious hospital.

    Attributes:
        serial: characters 3 to 8 of the FINESS under which a campaign follows it: the one that signs the contract.
        name, city: as the register writes them.
        since, until: first and last day; None when it was there before, or is there still.
    """

    region: RegionCode
    serial: str
    name: str
    city: str
    status: Status
    champs: tuple[Champ, ...]
    since: date | None = None
    until: date | None = None

    @property
    def finess(self) -> str:
        """The number that signs: legal for a public hospital, geographic for the others."""
        return _with_key(_DEPARTMENT + self.serial)

    @property
    def registered(self) -> RegisteredEstablishment:
        """The line of the register; the number that does not sign is made from the last digits of the other."""
        signs = usual_signatory(self.status)
        other = _with_key(f"{_DEPARTMENT}{'000' if signs == 'EJ' else '001'}{self.serial[-3:]}")
        return RegisteredEstablishment(
            finess_et=other if signs == "EJ" else self.finess,
            finess_ej=self.finess if signs == "EJ" else other,
            name=self.name, city=self.city, department=_DEPARTMENT, status=self.status, champs=self.champs, signs=signs,
            since=self.since, until=self.until,
        )  # fmt: skip


def _with_key(first_eight: str) -> str:
    return first_eight + finess_key(first_eight)


# what Open PHMEV does not tell of the hospitals of Val-de-Brume: status, champs, opening
_VAL_DE_BRUME: dict[str, tuple[Status, tuple[Champ, ...], date | None]] = {
    "078001": ("public", ("MCO", "SMR", "USLD"), None),
    "078002": ("public", ("MCO", "SMR"), None),
    "078003": ("public", ("MCO",), None),
    "078004": ("public", ("MCO", "USLD"), None),
    "078005": ("espic", ("MCO", "SMR"), None),
    "078006": ("espic", ("MCO",), None),
    "078007": ("public", ("PSY",), None),
    "078008": ("espic", ("SMR",), None),
    "078009": ("public", ("SMR", "USLD"), None),
    "078010": ("public", ("SMR", "USLD"), None),
    "078011": ("public", ("MCO",), date(2025, 1, 1)),
    "078012": ("espic", ("MCO",), None),
    "078013": ("espic", ("HAD",), None),
    "078014": ("public", ("USLD",), None),
}
_MERGED = date(2024, 12, 31)

HOSPITALS: tuple[Hospital, ...] = (
    *(
        Hospital(
            region="val-de-brume", serial=each.serial, name=each.name, city=each.town.split(" CEDEX")[0],
            status=_VAL_DE_BRUME[each.serial][0], champs=_VAL_DE_BRUME[each.serial][1], since=_VAL_DE_BRUME[each.serial][2],
        )
        for each in ESTABLISHMENTS
    ),
    Hospital(
        region="val-de-brume", serial="078015", name="CH DE PORT-SONGE", city="PORT-SONGE", status="public",
        champs=("MCO",), until=_MERGED,
    ),
    Hospital(
        region="val-de-brume", serial="078016", name="CH DE L’ESTUAIRE-NORD", city="NORD-SUR-ESTUAIRE", status="public",
        champs=("MCO",), until=_MERGED,
    ),
    Hospital(
        region="cotes-d-ambre", serial="078101", name="CH DES TROIS-CRIQUES", city="TROIS-CRIQUES", status="public",
        champs=("MCO", "SMR", "USLD"),
    ),
    Hospital(
        region="cotes-d-ambre", serial="078102", name="CH D’AMBRE-LA-VIEILLE", city="AMBRE-LA-VIEILLE", status="public",
        champs=("MCO",),
    ),
    Hospital(
        region="cotes-d-ambre", serial="078103", name="HÔPITAL DU BELVÉDÈRE-SOUS-VENT", city="BELVÉDÈRE-SOUS-VENT",
        status="espic", champs=("MCO", "SMR"),
    ),
    Hospital(
        region="cotes-d-ambre", serial="078104", name="CLINIQUE DES AMARRES BLEUES", city="AMBRE-LA-VIEILLE",
        status="prive", champs=("MCO",),
    ),
    Hospital(
        region="cotes-d-ambre", serial="078105", name="HAD AMBRE-CHEZ-SOI", city="TROIS-CRIQUES", status="espic",
        champs=("HAD",),
    ),
    Hospital(
        region="cotes-d-ambre", serial="078106", name="EPSM DES DUNES CLAIRES", city="DUNES-CLAIRES", status="public",
        champs=("PSY",),
    ),
    Hospital(
        region="cotes-d-ambre", serial="078107", name="CENTRE DE RÉADAPTATION LA CONQUE", city="ANSE-AUX-CONQUES",
        status="prive", champs=("SMR",),
    ),
    Hospital(
        region="cotes-d-ambre", serial="078108", name="USLD LES SALINES D’AMBRE", city="SALINES-D’AMBRE", status="public",
        champs=("USLD",),
    ),
    Hospital(
        region="cotes-d-ambre", serial="078109", name="CENTRE DE DIALYSE LE RESSAC", city="TROIS-CRIQUES", status="prive",
        champs=("DIALYSE",),
    ),
    Hospital(
        region="cotes-d-ambre", serial="078110", name="HL DE L’ANSE-AUX-CONQUES", city="ANSE-AUX-CONQUES", status="public",
        champs=("SMR",),
    ),
)  # fmt: skip
"""Twenty-four hospitals at work in 2025, and two that merged the year before."""


def hospital(serial: str) -> Hospital:
    """Return a hospital by the last three digits of its serial."""
    return next(each for each in HOSPITALS if each.serial.endswith(serial))


def register(region: RegionCode) -> Register:
    """Return the register of a region, sorted by geographic FINESS."""
    lines = (each.registered for each in HOSPITALS if each.region == region)
    return Register(establishments=tuple(sorted(lines, key=lambda line: line.finess_et)))

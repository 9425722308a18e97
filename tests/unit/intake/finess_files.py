"""FINESS files made of a few establishments, in both flows; names are invented, numbers are those of the tests."""

import gzip
import json
from dataclasses import dataclass
from pathlib import Path

from caqes_eval.identifiers import finess_key
from caqes_eval.intake.finess.etalab import FIELDS


def finess(first_eight: str) -> str:
    return first_eight + finess_key(first_eight)


@dataclass(frozen=True)
class Site:
    """An establishment, in words common to both flows; the commune is an Insee code."""

    et: str
    ej: str
    name: str = "CENTRE HOSPITALIER DES ESSAIS"
    city: str = "ESSAI-VILLE"
    commune: str = "13055"
    category: str = "355"
    sph: str = "1"
    since: str = "1980-01-02"
    until: str = ""
    state: str = "A"


AIN = Site(finess("01000002"), finess("01078005"), commune="01451")
ALPES = Site(finess("04000010"), finess("04078010"), commune="04070", sph="0", category="365")
CORSE_A = Site(finess("2A000001"), finess("2A000010"), commune="2A004")
CORSE_B = Site(finess("2B000002"), finess("2B000010"), commune="2B033", sph="6")
MARSEILLE = Site(finess("13078604"), finess("13078652"), name="HÔPITAL DE L’ESSAI", commune="13205", sph="7")
GUADELOUPE = Site(finess("97010002"), finess("97010001"), commune="97105")
SAINT_MARTIN = Site(finess("97010040"), finess("97010018"), commune="97127")
REUNION = Site(finess("97040002"), finess("97040858"), commune="97411", category="101")
WALLIS = Site(finess("98060002"), finess("98060001"), commune="98613")
PHARMACY = Site(finess("13001111"), finess("13001222"), name="PHARMACIE DE L’ESSAI", category="620", sph="")
SITES = (AIN, ALPES, CORSE_A, CORSE_B, MARSEILLE, GUADELOUPE, SAINT_MARTIN, REUNION, WALLIS, PHARMACY)

_OVERSEAS = {"971": "9A", "972": "9B", "973": "9C", "974": "9D", "975": "9E", "976": "9F", "986": "9J"}
COMMENT = "finess;etalab;111;2026-05-12"


def etalab_line(site: Site, **cells: str) -> str:
    department = _OVERSEAS.get(site.commune[:3], site.commune[:2])
    values = dict.fromkeys(FIELDS, "") | {
        "structureet": "structureet", "nofinesset": site.et, "nofinessej": site.ej, "rs": site.name,
        "commune": site.commune[2:], "departement": department, "ligneacheminement": f"13005 {site.city} CEDEX 20",
        "telephone": "0400000000", "categetab": site.category, "siret": "26010004500012", "codemft": "03",
        "codesph": site.sph, "dateouv": site.since, "dateautor": site.since, "datemaj": "2020-02-04",
    }  # fmt: skip
    return ";".join((values | cells).values())


def etalab(*lines: str, comment: str = COMMENT) -> bytes:
    return "".join(f"{line}\n" for line in (comment, *lines)).encode()


def plus_site(site: Site) -> dict[str, object]:
    """Return an ``ege`` of the schema; what is unknown is absent, as in the published files."""
    general = {
        "egeId": "1", "nomEgeCourt": site.name[:38], "nomEgeLong": site.name, "numFinessEge": site.et,
        "espic": [site.sph] if site.sph else [], "siret": "26010004500012", "dateOuverture": site.since,
        "dateFermeture": site.until,
    }  # fmt: skip
    elsewhere = {"usageAdresse": "06", "cogCommune": "75056", "ligneAcheminement": "PARIS", "codePostal": "75001"}
    main = {"usageAdresse": "03", "cogCommune": site.commune, "ligneAcheminement": site.city, "codePostal": "13005"}
    return {
        "informationsGeneralesEGE": {key: value for key, value in general.items() if value},
        "categorieentiteGeographiqueExercice": site.category, "modefixationtarifaire": "03", "typeBudget": ["01"],
        "adresse": [elsewhere, main], "contact": [], "engagement": [], "evenement": [], "roleEge": [],
        "etatObjet": site.state, "dateDerniereMaj": "2025-10-21 19:19:05",
    }  # fmt: skip


def plus_body(ej: str, *sites: dict[str, object]) -> dict[str, object]:
    general = {
        "pmSmsseId": "1", "dateCreation": "1980-01-01", "denominationLonguePmSmsse": "EJ", "denominationPm": "EJ",
        "numFinessPm": ej, "statutJuridique": "13", "typePersonneMorale": "01",
    }  # fmt: skip
    return {
        "informationsGeneralesPMEJ": general, "adresse": [], "contact": [], "engagement": [], "evenement": [],
        "ege": list(sites), "etatObjet": "A", "dateDerniereMaj": "2025-10-21 19:19:05",
    }  # fmt: skip


def plus(*bodies: dict[str, object]) -> bytes:
    groups = {"gcc": [{"gccId": "1"}], "gco": [{"pmSmsseId": "403", "typeGco": "003"}]}
    head = {"schemaVersion": "v1.0.0", "generatedAt": "2026-09-11T02:14:23.615Z"}
    return json.dumps(head | groups | {"pmej": list(bodies)}, ensure_ascii=False).encode()


def plus_of(*sites: Site) -> bytes:
    return plus(*(plus_body(site.ej, plus_site(site)) for site in sites))


def written(folder: Path, content: bytes, *, name: str = "recu.dat", compressed: bool = False) -> Path:
    path = folder / name
    path.write_bytes(gzip.compress(content) if compressed else content)
    return path

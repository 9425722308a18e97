"""Direct identifiers of patients: what their columns are called, what their values look like.

None may enter (design.md, rule 6). A column named like one is not read; a value that looks like one is refused and never
repeated, not even in the finding that tells it.
"""

import re
from collections.abc import Iterator

from stdnum.fr import nir

from caqes_eval.intake.tables.headings import normalised

IDENTIFIERS: dict[str, tuple[str, ...]] = {
    "numéro de sécurité sociale": (
        "nir", "nir patient", "ins", "nir ins", "matricule ins", "ins c", "nia", "n ss", "nss", "no ss", "num ss",
        "n secu", "no secu", "num secu", "numero secu", "n de secu", "numero de secu", "n securite sociale",
        "n de securite sociale", "no de securite sociale", "num securite sociale", "numero securite sociale",
        "numero de securite sociale", "n insee", "numero insee", "n assure", "numero assure", "n immatriculation",
        "numero immatriculation", "numero d immatriculation", "numero d assure",
    ),
    "identifiant du patient": (
        "ipp", "n ipp", "no ipp", "numero ipp", "ipp patient", "nip", "n nip", "numero nip", "id patient", "patient id",
        "idpatient", "identifiant patient", "identifiant du patient", "identifiant permanent du patient", "n patient",
        "no patient", "num patient", "numero patient", "numero du patient", "n de patient", "numero de patient",
        "n dossier patient", "numero de dossier patient", "numero dossier patient", "code patient",
    ),
    "numéro de séjour": (
        "nas", "n nas", "numero nas", "iep", "n iep", "numero iep", "nda", "n sejour", "no sejour", "num sejour",
        "n de sejour", "numero sejour", "numero de sejour", "numero du sejour", "id sejour", "identifiant sejour",
        "n administratif", "n administratif de sejour", "numero administratif de sejour",
        "n administratif local de sejour", "numero administratif local de sejour", "n rss", "numero rss",
        "n de rss", "numero de rss", "n rsa", "numero rsa",
    ),
    "nom du patient": (
        "nom", "noms", "noms et prenoms", "noms prenoms", "prenoms noms", "nom et prenoms", "nom prenoms",
        "nom patient", "nom du patient", "nom de la patiente", "noms patients", "patient", "nom prenom",
        "nom et prenom", "nom prenom patient", "nom prenom du patient", "nom et prenom du patient", "prenom nom", "nom usuel",
        "nom de naissance", "nom naissance", "nom de famille", "nom d usage", "nom marital", "nom jeune fille",
        "nom de jeune fille", "initiales", "initiales patient", "initiales du patient",
    ),
    "prénom du patient": (
        "prenom", "prenoms", "prenom patient", "prenom usuel", "prenom de naissance", "prenoms de naissance",
        "prenom du patient", "premier prenom",
    ),
    "date de naissance": (
        "date de naissance", "date naissance", "date naiss",
        "date de naiss", "dates de naissance", "dt naissance", "dt naiss", "ddn", "ne le", "nee le",
        "ne e le", "naissance", "date de naissance patient", "date de naissance du patient", "jour de naissance",
    ),
    "coordonnées du patient": (
        "adresse patient", "adresse du patient", "adresse postale du patient", "telephone patient",
        "telephone du patient", "tel patient", "email patient", "mail patient", "courriel du patient",
    ),
}  # fmt: skip
"""Headings by what they name, as :func:`normalised` writes them."""

# « Prénom(s) », « Nom(s) », « Né(e) »; then « I.P.P. » once normalised; then « N° d’IPP », « IPP du patient »
_PLURAL = re.compile(r"\((s|x|e|es|ne|nes)\)", re.IGNORECASE)
_SPELT = re.compile(r"\b[a-z](?: [a-z])+\b")
_NUMBER = re.compile(r"^(?:(?:n|no|num|numero|code|id|identifiant) )(?:(?:du|de la|de l|des|de|d) )?")
_OWNER = re.compile(r" (?:du patient|de la patiente|du ou de la patiente|des patients|patient|patiente|patients)$")

_BY_HEADING = {heading: what for what, headings in IDENTIFIERS.items() for heading in headings}
_GAP = "[ .\u00a0\u202f-]?"
# sex, year, month, département, commune, order, then the key, which may be missing
_NIR = re.compile(
    rf"(?<![0-9A-Za-z])([1-478]){_GAP}([0-9]{{2}}){_GAP}([0-9]{{2}}){_GAP}([0-9]{{2}}|2[ABab]){_GAP}"
    rf"([0-9]{{3}}){_GAP}([0-9]{{3}})(?:{_GAP}([0-9]{{2}}))?(?![0-9A-Za-z])"
)
_DEPARTMENTS = {f"{number:02}" for number in [*range(1, 96), 97, 98, 99]} | {"2A", "2B"}
_MONTHS = {f"{number:02}" for number in range(1, 13)}
MASKED = "valeur non reproduite"
"""What stands for a value that may not be repeated."""


def direct_identifier(heading: str) -> str | None:
    """Return what a heading names when it looks like a direct identifier of a patient, in French; else ``None``."""
    written = normalised(heading)
    return next(
        (what for way in _ways(written, normalised(_PLURAL.sub(r"\1", heading))) if (what := _BY_HEADING.get(way))),
        None,
    )


def _ways(*written: str) -> Iterator[str]:
    """Give the ways to read a heading: as written, its letters put together, without « n° » nor « du patient » around."""
    for heading in dict.fromkeys(written):
        bare = _OWNER.sub("", _NUMBER.sub("", heading))
        for way in (heading, bare):
            yield way
            yield _SPELT.sub(lambda letters: letters[0].replace(" ", ""), way)


def holds_nir(text: str) -> bool:
    """Return whether a text holds a « numéro de sécurité sociale », alone or among words, with or without blanks.

    With its key (15 characters) the key decides. Without it (13) the sex, month, département and the two numbers must
    be possible; sexes other than 1 and 2 are left out, since CIP and UCD codes start with 34.
    """
    return any(_is_nir(found) for found in _NIR.finditer(text))


def _is_nir(found: re.Match[str]) -> bool:
    sex, _, month, department, commune, order, key = found.groups()
    if key is not None:
        return bool(nir.is_valid("".join(found.groups())))
    possible = sex in "12" and month in _MONTHS and department.upper() in _DEPARTMENTS
    return possible and commune != "000" and order != "000"


def quoted(text: str, longest: int = 80) -> str:
    """Return a text to be cited in a message: cut, and masked when it holds an identifier."""
    if holds_nir(text):
        return MASKED
    flat = " ".join(text.split())
    return flat if len(flat) <= longest else f"{flat[:longest]}…"

"""MO: the rates of I999999, in UCD and in euros, by year and half-year, and what is counted apart. Pure functions.

Definition: UCD coded I999999 over all UCD of the liste en sus, as in the table of the OMEDIT PACA-Corse (webinar of 4 February
2026). I999997 is in the denominator and never off label; where I999998 goes is a parameter.
"""

from fractions import Fraction

from caqes_eval.families import objectives
from caqes_eval.families.case import Case
from caqes_eval.families.definition import Measure
from caqes_eval.families.mo import settings, volumes
from caqes_eval.families.mo.inputs import PMSI
from caqes_eval.families.mo.received import HALVES, column, said
from caqes_eval.families.mo.settings import HANDLINGS, Handling
from caqes_eval.families.mo.volumes import Unit, Volume, Volumes
from caqes_eval.foundation import french

RATE, AMOUNT_RATE = "mo.i999_rate", "mo.i999_amount_rate"
HALF_RATE, HALF_AMOUNT_RATE = "mo.i999_half_rate", "mo.i999_half_amount_rate"
RESEARCH_RATE = "mo.i999_rate_i999998"
MIRROR_RATE, COMPARABLE_RATE = "mo.i999997_rate", "mo.i999_i999997_rate"

_BY_UNIT: dict[str, Unit] = {RATE: "UCD", AMOUNT_RATE: "euros"}
_BY_HALF: dict[str, tuple[Unit, str]] = {
    HALF_RATE: ("UCD", "Taux d’I999 en UCD"), HALF_AMOUNT_RATE: ("euros", "Taux d’I999 en euros")
}  # fmt: skip
# parts of the codes of the indicator: letters only
SLUGS: dict[Handling, str] = {"dénominateur": "denominateur", "numérateur": "numerateur", "nulle part": "nulle_part"}
WITHOUT_RESEARCH = "Les totaux annuels ne disent rien des I999998 ni des I999997."


def measure(case: Case) -> list[Measure]:
    """Count the rates of the year, then those by half-year, then what is told apart."""
    year = volumes.of_year(case)
    return [
        *(_yearly(case, year, code) for code in _BY_UNIT),
        *_by_half(case),
        *_research(year.ucd),
        _apart(year.ucd, MIRROR_RATE, with_off_label=False),
        _apart(year.ucd, COMPARABLE_RATE, with_off_label=True),
    ]


def parts(volume: Volume, handling: Handling) -> tuple[Fraction, Fraction] | None:
    """Return what is divided by what under a handling of I999998; None when the volume cannot tell."""
    if volume.whole is None or volume.off_label is None:
        return None
    if volume.research is None:
        return (volume.off_label, volume.whole) if handling == settings.WEBINAR else None
    above = volume.off_label + (volume.research if handling == "numérateur" else 0)
    return above, volume.whole - (volume.research if handling == "nulle part" else 0)


def applied(case: Case) -> Handling:
    """Return the handling of I999998 by which the main rates are shown."""
    return settings.handling(case.law)[0] or settings.WEBINAR


def _yearly(case: Case, year: Volumes, code: str) -> Measure:
    volume, how = year.of(_BY_UNIT[code]), applied(case)
    divided = parts(volume, how)
    if divided is None:
        return Measure(code=code, lacking=volume.lacking or f"{WITHOUT_RESEARCH} La règle les dit « {how} ».")
    return Measure(code=code, numerator=divided[0], denominator=divided[1], caution=_caution(case, year, volume))


def _caution(case: Case, year: Volumes, volume: Volume) -> str:
    told = []
    target = objectives.find(case.law, settings.TARGET).rule
    unit, _ = settings.unit(case.law)
    if target is not None and unit is None and volume.unit == "UCD":
        told.append(
            "Comparé ici à l’objectif comme si celui-ci se mesurait en UCD, ce qu’aucun texte lu ne dit : le jugement est à la "
            "ligne « Objectif du taux d’I999 »."
        )
    if target is not None and unit == "euros" and volume.unit == "UCD":
        told.append(
            "L’objectif de la région se mesure en euros : le jugement est à la ligne « Objectif du taux d’I999 »."
        )
    if year.source == "totaux":
        told.append(f"Calculé sur les totaux annuels, faute de PMSI. {WITHOUT_RESEARCH}")
    elif volume.research and settings.handling(case.law)[0] is None:
        told.append(
            "Des I999998 sont comptées au dénominateur ; aucun texte lu ne dit où les compter : voir les deux autres calculs."
        )
    uncoded = sum(not said(code) for code in column(case.rows(PMSI), "indication"))
    if uncoded and year.source == "pmsi":
        told.append(f"{french.plural(uncoded, 'ligne')} du PMSI sans code indication, comptées au total seulement.")
    return " ".join(told)


def _by_half(case: Case) -> list[Measure]:
    if not len(case.rows(PMSI)):
        return []
    found = []
    for half in HALVES:
        of_half = volumes.of_half(case, half)
        for code, (unit, label) in _BY_HALF.items():
            volume = of_half.of(unit)
            divided = parts(volume, applied(case))
            above, below = divided or (None, None)
            found.append(
                Measure(
                    code=f"{code}.{half}", label=f"{label}, {half} {case.year}", numerator=above, denominator=below,
                    lacking=volume.lacking,
                )
            )  # fmt: skip
    return found


def _research(volume: Volume) -> list[Measure]:
    """Show the rate under each handling of I999998, when there are some."""
    if not volume.research:
        return []
    found = []
    for how, words in HANDLINGS.items():
        divided = parts(volume, how)
        assert divided is not None, "the part of research is known"
        found.append(
            Measure(
                code=f"{RESEARCH_RATE}.{SLUGS[how]}", label=f"Taux d’I999 en UCD : {words}", numerator=divided[0],
                denominator=divided[1],
            )
        )  # fmt: skip
    return found


def _apart(volume: Volume, code: str, *, with_off_label: bool) -> Measure:
    if volume.mirror is None or volume.off_label is None:
        return Measure(code=code, lacking=volume.lacking or WITHOUT_RESEARCH)
    above = volume.mirror + (volume.off_label if with_off_label else 0)
    return Measure(code=code, numerator=above, denominator=volume.whole)

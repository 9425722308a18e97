"""MO: treatments begun outside the reference list: how many, argued or not, of which substance. Pure functions.

An initiation is a patient and a substance; the PMSI counts UCD given: the two are shown side by side, never divided. A line that
does not say « AMM miroir » (I999997) counts as off label: the miroir is « à préciser ou à exclure » (OMEDIT PACA-Corse, webinar of
4 February 2026).
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from caqes_eval.families.case import Case
from caqes_eval.families.definition import Measure, counted
from caqes_eval.families.mo import harmonised
from caqes_eval.families.mo.inputs import INITIATIONS, MIRROR, OFF_LABEL
from caqes_eval.families.mo.received import HALVES, lacking, said
from caqes_eval.foundation import french

COUNT, HALF_COUNT = "mo.initiations", "mo.half_initiations"
ARGUED, HALF_ARGUED = "mo.argued_share", "mo.half_argued_share"
MIRROR_COUNT, BY_DCI = "mo.mirror_initiations", "mo.initiations_by_dci"
UNNAMED = "DCI non renseignée"
NONE_BEGUN = "Aucune initiation hors AMM n’est déclarée : il n’y a rien à argumenter."


@dataclass(frozen=True, kw_only=True)
class Initiation:
    """A line of the return.

    Attributes:
        half: ``S1``, ``S2``, empty when neither its file nor its date tells.
        dci: common name of the substance; ``written``: as declared.
        off_label: whether it counts as off label; otherwise it is « AMM miroir ».
        argued: None when the line does not say.
        contradictory: argued, and « aucun argumentaire » as its kind.
        code: as declared, empty when it is not.
        place: its file and row, to be told.
    """

    half: str
    dci: str
    written: str
    ucd: str
    levels: tuple[str, ...]
    off_label: bool
    argued: bool | None
    contradictory: bool
    code: str
    place: tuple[str, int]


def of_year(case: Case) -> list[Initiation]:
    """Return the initiations of the year, in the order of their files and rows."""
    found = [_initiation(row) for row in case.rows(INITIATIONS).to_dict("records")]
    return sorted(found, key=lambda each: (*each.place, each.half, each.dci, each.levels))


def _initiation(row: Mapping[object, object]) -> Initiation:
    code, mirror = _text(row.get("declared_code")), row.get("mirror")
    argued = row.get("argued")
    contradictory = argued is True and row.get("argument_type") == "none"
    written = _text(row.get("dci"))
    place = row.get("source_row")
    return Initiation(
        half=_half(row), dci=harmonised.dci(written) if written else "", written=written, ucd=_text(row.get("ucd7")),
        levels=tuple(_text(row.get(level)) for level in harmonised.LEVELS),
        off_label=code != MIRROR and mirror is not True,
        argued=argued if isinstance(argued, bool) else None, contradictory=contradictory, code=code,
        place=(_text(row.get("file")), place if isinstance(place, int) else 0),
    )  # fmt: skip


def _text(value: object) -> str:
    return str(value).strip() if said(value) else ""


def _half(row: Mapping[object, object]) -> str:
    _, _, half = str(row.get("period") or "").partition("-")
    if half in HALVES:
        return half
    begun = row.get("initiation_date")
    return "" if not isinstance(begun, date) else "S1" if begun.month <= 6 else "S2"


def measure(case: Case) -> list[Measure]:
    """Count the initiations and the argued ones, by year, half-year and substance."""
    lines = of_year(case)
    year = [_count(case, COUNT, lines), _argued(case, ARGUED, lines), _mirror(case, lines)]
    if not lines and not case.of(INITIATIONS):
        return year
    halves = [
        one(case, code, [each for each in lines if each.half == half], half)
        for half in HALVES
        for one, code in ((_count, HALF_COUNT), (_argued, HALF_ARGUED))
    ]
    return [*year, *halves, *_by_dci(case, lines)]


def _labelled(code: str, half: str, case: Case) -> tuple[str, str]:
    """Return the code and the name of a measure of the year or of a half of it."""
    if not half:
        return code, ""
    names = {HALF_COUNT: "Initiations hors AMM", HALF_ARGUED: "Initiations hors AMM argumentées"}
    return f"{code}.{half}", f"{names[code]}, {half} {case.year}"


def _count(case: Case, code: str, lines: list[Initiation], half: str = "") -> Measure:
    code, label = _labelled(code, half, case)
    gap = lacking(case, INITIATIONS, half)
    if gap:
        return Measure(code=code, label=label, lacking=gap)
    begun = [each for each in lines if each.off_label]
    unsaid = sum(not each.code for each in begun)
    caution = f"{french.plural(unsaid, 'ligne')} sans code déclaré, tenues pour hors AMM." if unsaid else ""
    return counted(code, len(begun), label=label, caution=caution)


def _argued(case: Case, code: str, lines: list[Initiation], half: str = "") -> Measure:
    code, label = _labelled(code, half, case)
    gap = lacking(case, INITIATIONS, half)
    if gap:
        return Measure(code=code, label=label, lacking=gap)
    begun = [each for each in lines if each.off_label]
    if not begun:
        return Measure(code=code, label=label, without_object=NONE_BEGUN)
    return Measure(
        code=code, label=label, numerator=sum(is_argued(each) for each in begun), denominator=len(begun),
        caution=_caution(begun),
    )  # fmt: skip


def is_argued(each: Initiation) -> bool:
    """Say whether an initiation is argued: it says so, and does not say the contrary beside."""
    return each.argued is True and not each.contradictory


def _caution(begun: list[Initiation]) -> str:
    unsaid = sum(each.argued is None for each in begun)
    against = sum(each.contradictory for each in begun)
    told = []
    if unsaid:
        told.append(
            f"{french.plural(unsaid, 'initiation')} dont l’argumentaire n’est pas renseigné : pris pour absent."
        )
    if against:
        told.append(
            f"{french.plural(against, 'initiation')} avec Oui à « Argumentaire » et « Aucun argumentaire » comme type : pris pour "
            "absent."
        )
    return " ".join(told)


def _mirror(case: Case, lines: list[Initiation]) -> Measure:
    gap = lacking(case, INITIATIONS)
    if gap:
        return Measure(code=MIRROR_COUNT, lacking=gap)
    mirrored = [each for each in lines if not each.off_label]
    against = sum(each.code == OFF_LABEL for each in mirrored)
    caution = (
        f"{french.plural(against, 'initiation')} déclarées I999999 et AMM miroir : le code serait I999997."
        if against
        else ""
    )
    return counted(MIRROR_COUNT, len(mirrored), caution=caution)


def _by_dci(case: Case, lines: list[Initiation]) -> list[Measure]:
    if lacking(case, INITIATIONS):
        return []
    return [
        counted(f"{BY_DCI}.{harmonised.slug(name)}", number, label=f"Initiations hors AMM : {name}")
        for name, number in by_dci(lines)
    ]


def by_dci(lines: list[Initiation]) -> list[tuple[str, int]]:
    """Return the number of off-label initiations of each substance, the most frequent first.

    Names that the table of synonyms does not know and that differ by accents or signs only are one.
    """
    groups: dict[str, Counter[str]] = {}
    for each in lines:
        if each.off_label:
            name = each.dci or UNNAMED
            groups.setdefault(harmonised.slug(name), Counter())[name] += 1
    begun = [(_commonest(names), names.total()) for names in groups.values()]
    return sorted(begun, key=lambda item: (-item[1], item[0]))


def _commonest(names: Counter[str]) -> str:
    return min(names, key=lambda name: (-names[name], name))


def share(number: int, lines: list[Initiation]) -> Fraction | None:
    """Return a number as a part of the off-label initiations, None when there are none."""
    whole = sum(each.off_label for each in lines)
    return Fraction(number, whole) if whole else None

"""Day surgery, a regional indicator: surgical stays without a night over surgical stays, overall and by family of acts.

No definition is public (practice.md §8): the extract is taken as it counts, and the objective is a missing rule.
"""

import re
import unicodedata

from caqes_eval.families.case import Case
from caqes_eval.families.definition import Definition, Measure
from caqes_eval.families.extracts import YearRows, by_text
from caqes_eval.families.national import inputs
from caqes_eval.families.national.indicator import ByCode, Compared, Indicator
from caqes_eval.families.national.rates import RateReader, rate_measure
from caqes_eval.families.result import IndicatorResult
from caqes_eval.foundation import french

CONTRACT, NAME = "chirurgie_ambulatoire", "Chirurgie ambulatoire"
RATE, FAMILY_RATE = "chirurgie_ambulatoire.rate", "chirurgie_ambulatoire.family"
DETAIL = ("act_family",)
READER = RateReader(
    code=inputs.CHIRURGIE_AMBULATOIRE.code, part="outpatient_stays", whole="surgical_stays", detail=DETAIL,
    part_name="le nombre de séjours sans nuit", whole_name="le nombre de séjours de chirurgie",
)  # fmt: skip
_NO_STAY = "Aucun séjour de chirurgie n’est déclaré."


def _definition(code: str, label: str, target: str | None, *, by_part: bool) -> Definition:
    return Definition(
        code=code, contract=CONTRACT, label=label, unit="proportion", direction="higher", counted="séjour", sampled=True,
        numerator="séjours de chirurgie sans nuit", denominator="séjours de chirurgie", target=target, by_part=by_part,
        why="Un séjour sans nuit, quand il convient au patient, vaut mieux pour lui et pour les lits.",
    )  # fmt: skip


DEFINITIONS = (
    _definition(RATE, f"{NAME} : taux", "national.chirurgie_ambulatoire.target", by_part=False),
    _definition(FAMILY_RATE, f"{NAME} : taux d’une famille d’actes", None, by_part=True),
)


def measure(case: Case) -> list[Measure]:
    """Count the stays without a night, overall then by family of acts."""
    read = READER.rows(case)
    absent = _NO_STAY if not read.lacking and read.rows.empty else ""
    return [rate_measure(RATE, READER.rate(case), absent=absent), *_families(case, read)]


def _families(case: Case, read: YearRows) -> list[Measure]:
    """Count each family; two spellings of a name that differ by case or accents are one family."""
    named: dict[str, str] = {}
    for text in by_text(read, DETAIL):
        if text:
            named.setdefault(slug(text), text)
    return [
        rate_measure(
            f"{FAMILY_RATE}.{code}", READER.rate(case, lambda rows, code=code: _of(rows, code)),  # type: ignore[misc]
            label=f"{NAME} : {text}",
        )
        for code, text in sorted(named.items())
    ]  # fmt: skip


def _of(read: YearRows, code: str) -> YearRows:
    return read.where([slug(str(row.get("act_family") or "")) == code for row in read.rows.to_dict("records")])


def slug(text: str) -> str:
    """Return a name as a part of a code: letters without accents and digits."""
    plain = "".join(char for char in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(char))
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_") or "sans_nom"


def advise(_: Case, results: ByCode) -> list[str]:
    """Name the family with the most stays that kept a night, among those under the overall rate."""
    overall = results.get(RATE)
    families = [each for code, each in results.items() if code.startswith(f"{FAMILY_RATE}.") and each.value is not None]
    if overall is None or overall.value is None:
        return []
    below = [each for each in families if each.value is not None and each.value < overall.value]
    if not below:
        return []
    first = max(below, key=lambda each: (_nights(each), each.indicator))
    return [
        (
            f"{first.label} : {french.plural(_nights(first), 'séjour')} sur {french.number(first.denominator)} avec au moins "
            f"une nuit ({french.percent(first.value)} en ambulatoire, contre {french.percent(overall.value)} toutes familles). "
            "C’est là que le passage en ambulatoire compte le plus."
        )
    ]


def _nights(result: IndicatorResult) -> int:
    return int((result.denominator or 0) - (result.numerator or 0))


def compared(case: Case) -> list[Compared]:
    """Return the overall rate of the two years."""
    return [
        Compared(
            label=f"{NAME} : taux", unit="proportion",
            previous=READER.before(case).value, current=READER.rate(case).value,
        )
    ]  # fmt: skip


INDICATOR = Indicator(
    contract=CONTRACT, name=NAME, definitions=DEFINITIONS, measure=measure, advise=advise, compared=compared, national=False
)  # fmt: skip

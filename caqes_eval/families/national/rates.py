"""A rate of whole cases read in an extract, with that of the year before: exams, readmissions, day surgery."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from caqes_eval.families import objectives
from caqes_eval.families.case import Case
from caqes_eval.families.definition import Definition, Measure
from caqes_eval.families.extracts import YearRows, earlier_rows, total, year_rows

Kept = Callable[[YearRows], YearRows]
_ABOVE = "Dans l’extraction, la partie dépasse le tout : l’un des deux nombres est faux, rien n’est corrigé d’office."


@dataclass(frozen=True)
class Rate:
    """A part of a whole, counted in cases; or why it is not known."""

    part: Fraction | None
    whole: Fraction | None
    lacking: str = ""

    @property
    def value(self) -> Fraction | None:
        """The rate, None when it is not known or divides by zero."""
        return self.part / self.whole if self.part is not None and self.whole else None


@dataclass(frozen=True, kw_only=True)
class RateReader:
    """Where a rate is in an extract.

    Attributes:
        code: of the input.
        part, whole: codes of the columns.
        part_name, whole_name: what they hold, in French with the article.
        detail: columns that say what a line is about.
    """

    code: str
    part: str
    whole: str
    part_name: str
    whole_name: str
    detail: Sequence[str] = ()

    def rows(self, case: Case) -> YearRows:
        """Return the lines of the year."""
        return year_rows(case, self.code, detail=self.detail)

    def rate(self, case: Case, kept: Kept = lambda read: read) -> Rate:
        """Return the rate of the year, on all lines or on some."""
        return self._rate(kept(self.rows(case)), "", "")

    def before(self, case: Case, kept: Kept = lambda read: read) -> Rate:
        """Return the rate of the year before."""
        earlier = earlier_rows(case, self.code, detail=self.detail)
        return self._rate(kept(earlier.read), earlier.prefix, f" de {case.year - 1}")

    def _rate(self, read: YearRows, prefix: str, when: str) -> Rate:
        part = total(read, prefix + self.part, self.part_name + when)
        whole = total(read, prefix + self.whole, self.whole_name + when)
        if part.value is None or whole.value is None:
            return Rate(None, None, part.lacking or whole.lacking)
        if part.value > whole.value:
            return Rate(None, None, _ABOVE)
        return Rate(part.value, whole.value)


def rate_measure(code: str, rate: Rate, *, label: str = "", absent: str = "", caution: str = "") -> Measure:
    """Return the measure of a rate.

    Args:
        code: of the indicator.
        rate: what was counted.
        label: name in French, the definition's own when empty.
        absent: why the question does not arise, when the extract was declared empty.
        caution: what must be said beside the value.
    """
    if absent:
        return Measure(code=code, label=label, without_object=absent)
    if rate.lacking:
        return Measure(code=code, label=label, lacking=rate.lacking)
    return Measure(code=code, label=label, numerator=rate.part, denominator=rate.whole, caution=caution)


def change_definition(code: str, contract: str, label: str, target: str) -> Definition:
    """Return the definition of the relative change of a rate, which only a region's own target asks for."""
    return Definition(
        code=code, contract=contract, label=label, unit="proportion", counted="", direction="lower", target=target,
        numerator="taux de l’année moins taux de l’année précédente", denominator="taux de l’année précédente",
        why="La région a donné un objectif d’évolution.",
    )  # fmt: skip


def change_measures(case: Case, code: str, rate: Rate, before: Rate, *, label: str = "") -> list[Measure]:
    """Return the relative change of a rate when the law of the case has a target for it, nothing otherwise.

    How the order counts this change was not read: relative to the rate of the year before is our reading.
    """
    if objectives.find(case.law, f"referentials.{code.partition('.')[0]}.target").rule is None:
        return []
    lacking = rate.lacking or before.lacking
    if lacking:
        return [Measure(code=code, label=label, lacking=lacking)]
    caution = "Évolution comptée en proportion du taux de l’année précédente : c’est notre lecture."
    if rate.value is None or before.value is None:
        return [Measure(code=code, label=label, numerator=Fraction(0), denominator=Fraction(0))]
    return [
        Measure(code=code, label=label, numerator=rate.value - before.value, denominator=before.value, caution=caution)
    ]

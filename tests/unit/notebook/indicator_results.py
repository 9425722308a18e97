"""Results made by hand for the tests of what a page shows."""

from decimal import Decimal
from fractions import Fraction

from caqes_eval.families.result import IndicatorResult, RegionalPosition, Target
from caqes_eval.statistics.distribution import Distribution

REGION = Distribution(
    count=11,
    p10=Fraction(2, 10),
    p25=Fraction(35, 100),
    median=Fraction(6, 10),
    p75=Fraction(85, 100),
    p90=Fraction(95, 100),
)


def result(**changes: object) -> IndicatorResult:
    """Return a rate of 452/1000, without objective, region nor past, but for what is changed."""
    content: dict[str, object] = {
        "indicator": "generics.repertoire_rate", "label": "Prescription dans le répertoire", "period": "2025",
        "unit": "proportion", "direction": "higher", "numerator": Decimal(452), "denominator": Decimal(1000),
        "value": Fraction(452, 1000), "calculation": "452 ÷ 1 000", "status": "calculé", "outcome": "sans objectif",
    }  # fmt: skip
    return IndicatorResult.model_validate({**content, **changes})


def target(value: str = "0.49", comparator: str = ">=", status: str = "confirmed") -> Target:
    """Return an objective."""
    return Target.model_validate(
        {"value": Decimal(value), "comparator": comparator, "status": status, "rule": "generics.repertoire_rate.target"}
    )


def position(reading: str | None = "moins favorable que la médiane") -> RegionalPosition:
    """Return a position in the region above."""
    return RegionalPosition.model_validate({"distribution": REGION, "reading": reading})

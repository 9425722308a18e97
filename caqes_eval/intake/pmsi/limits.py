"""The thresholds of the cleaning rules, from the dated parameters ``pmsi.*``."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from isodate import Duration, parse_duration
from pyarrow import compute

from caqes_eval.foundation.errors import ParameterFileError
from caqes_eval.identifiers import check_ucd
from caqes_eval.regulation.parameters.rule import Rule
from caqes_eval.regulation.regime import Law

COMPARISONS: Mapping[str, Callable[..., object]] = MappingProxyType({">=": compute.greater_equal, ">": compute.greater})
"""How a quantity is compared to the limit."""


@dataclass(frozen=True, kw_only=True)
class Limits:
    """The thresholds of an activity year.

    Attributes:
        former_years: how many years before the one evaluated an administration may be of.
        quantity: the rule of the quantity per line that is an error in SMR and HAD.
        counted_in_med: UCD7 counted with the medicines even when they come in MEDATU.
        rules: the rules read, for the record of the result.
    """

    former_years: int
    quantity: Rule
    counted_in_med: frozenset[str]
    rules: tuple[Rule, ...]


def limits(law: Law) -> Limits:
    """Return the thresholds of the law of an activity.

    Raises:
        RuleNotFoundError, ParameterRequiredError: one is not known at that date.
        ParameterFileError: one is not written as it should be.
    """
    years, quantity, codes = (law.rule(f"pmsi.{key}") for key in ("years_kept", "quantity_limit", "counted_in_med"))
    duration = parse_duration(years.text)
    if (
        not isinstance(duration, Duration)
        or duration.months
        or duration.tdelta
        or duration.years != int(duration.years)
    ):
        raise _wrong("years_kept", "une durée en années entières est attendue, comme P2Y")
    if quantity.comparator not in COMPARISONS:
        raise _wrong("quantity_limit", "le comparateur attendu est >= ou >")
    ucd = codes.text.split()
    if any(check_ucd(code).kind != "UCD7" or not check_ucd(code).valid for code in ucd):
        raise _wrong("counted_in_med", "des codes UCD de 7 chiffres séparés par des espaces sont attendus")
    return Limits(
        former_years=int(duration.years), quantity=quantity, counted_in_med=frozenset(ucd),
        rules=(years, quantity, codes),
    )  # fmt: skip


def rsf_unit(law: Law) -> Decimal:
    """Return what one unit of the amounts of an RSF is worth, in euros.

    Raises:
        ParameterRequiredError: no source gives it, and nobody wrote it yet.
        ParameterFileError: it is not 1, 0.1, 0.01 or 0.001.
    """
    unit = law.rule("pmsi.rsf_scale").amount
    if unit not in {Decimal(1).scaleb(-decimals) for decimals in range(4)}:
        raise _wrong("rsf_scale", "1, 0.1, 0.01 ou 0.001 est attendu")
    return unit


def _wrong(key: str, expected: str) -> ParameterFileError:
    return ParameterFileError(
        f"params/regulation/pmsi/{key}.yml : {expected}.", remedy="Corrigez la valeur de cette règle."
    )

"""PERFADOM, infusion at home: spending, what the two costly systems weigh in it, référentiel, target.

Source: order of 23 February 2022, annex: respected under 100 000 € of the two systems (diffusers, electric active systems)
or under 80 % of the amounts; target −5 % a year (law.md §2.4).
"""

from decimal import Decimal
from fractions import Fraction

from caqes_eval.families.case import Case
from caqes_eval.families.definition import Definition, Measure
from caqes_eval.families.extracts import Earlier, Figure, YearRows, earlier_rows, is_given, total, year_rows
from caqes_eval.families.judgements import referential_result
from caqes_eval.families.national import inputs
from caqes_eval.families.national.indicator import ByCode, Compared, Indicator
from caqes_eval.families.national.perfadom_label import NAMES, TWO_SYSTEMS, Mode, mode_of
from caqes_eval.families.national.spending import (
    AMOUNT,
    Spent,
    advise_change,
    change_definition,
    change_measure,
    figure_measure,
    ratio_measure,
    spending_definition,
    spent,
)
from caqes_eval.families.result import IndicatorResult
from caqes_eval.foundation import french
from caqes_eval.foundation.errors import ParameterFileError

CONTRACT, NAME, CODE = "perfadom", "PERFADOM", inputs.PERFADOM.code
DETAIL = ("system", "label")
BASE = "national.perfadom.target_base"
_BASES = {"ensemble": False, "deux systèmes": True}
_TWO, _SHARE = "two_systems_amount", "two_systems_share"
_UNKNOWN = "Le mode de perfusion de certaines lignes n’est pas connu : la part des deux systèmes n’est pas calculée."
_ROUNDED = "Montant déduit de la part que donne l’extraction, peut-être arrondie."

DEFINITIONS = (
    spending_definition(CONTRACT, NAME, "forfaits de perfusion à domicile"),
    change_definition(CONTRACT, NAME),
    Definition(
        code="perfadom.two_systems", contract=CONTRACT, label=f"{NAME} : diffuseurs et systèmes actifs électriques",
        numerator="montant remboursé des deux systèmes", unit="€", direction="lower",
        why="Ce sont les deux modes les plus chers ; la gravité suffit souvent.",
    ),
    Definition(
        code="perfadom.share", contract=CONTRACT, label=f"{NAME} : part des deux systèmes", counted="€",
        numerator="montant remboursé des deux systèmes", denominator="montant remboursé", unit="proportion",
        direction="lower", why="Dit ce que pèsent les deux modes les plus chers.",
    ),
    Definition(
        code="perfadom.mode", contract=CONTRACT, label=f"{NAME} : part d’un mode", counted="€", by_part=True,
        numerator="montant remboursé du mode", denominator="montant remboursé", unit="proportion", direction="none",
        why="Le mode est lu dans l’extraction, ou dans le libellé du forfait.",
    ),
)  # fmt: skip


def mode(row: dict[object, object]) -> Mode | None:
    """Return the mode of a line: what the extract says, else what the label names."""
    system = row.get("system")
    if is_given(system):
        return str(system)  # type: ignore[return-value]
    label = row.get("label")
    return mode_of(str(label)) if is_given(label) else None


def _two_systems(read: YearRows, prefix: str = "") -> Figure:
    """Add up what each line says of the two systems: its own amount, else the whole line or nothing by its mode."""
    whole = total(read, prefix + AMOUNT, "le montant remboursé")
    if whole.value is None:
        return whole
    euros, note = Fraction(0), ""
    for row in read.rows.to_dict("records"):
        amount, named = _number(row.get(prefix + AMOUNT)) or Fraction(0), mode(row)
        own, share = (None, None) if prefix else (_number(row.get(_TWO)), _number(row.get(_SHARE)))
        if own is not None:
            euros += own
        elif named is not None:
            euros += amount if named in TWO_SYSTEMS else 0
        elif share is not None:
            euros, note = euros + amount * share, _ROUNDED
        else:
            return Figure(None, _UNKNOWN)
    return Figure(euros, note=note)


def _number(cell: object) -> Fraction | None:
    return Fraction(cell) if isinstance(cell, int | Decimal | Fraction) else None


def _spent(case: Case) -> Spent:
    """Return the spending that the target looks at: everything, or the two systems (a rule, for the text is ambiguous)."""
    base = case.law.find(BASE)
    if base is not None and base.text not in _BASES:
        raise ParameterFileError(
            f"La règle « {BASE} » vaut « {base.text} ».", remedy=f"Valeurs possibles : {', '.join(_BASES)}."
        )
    everything = spent(case, CODE, detail=DETAIL)
    if base is None or not _BASES[base.text]:
        return everything
    earlier: Earlier = earlier_rows(case, CODE, detail=DETAIL)
    return Spent(_two_systems(year_rows(case, CODE, detail=DETAIL)), _two_systems(earlier.read, earlier.prefix))


def measure(case: Case) -> list[Measure]:
    """Count the spending, the two systems, and each mode met."""
    read = year_rows(case, CODE, detail=DETAIL)
    whole, two = total(read, AMOUNT, "le montant remboursé"), _two_systems(read)
    return [
        figure_measure("perfadom.spending", whole),
        change_measure("perfadom.change", _spent(case)),
        figure_measure("perfadom.two_systems", two),
        ratio_measure("perfadom.share", two, whole, caution=two.note),
        *_modes(read, whole),
    ]


def _modes(read: YearRows, whole: Figure) -> list[Measure]:
    named = [mode(row) for row in read.rows.to_dict("records")]
    if whole.value is None or None in named:
        return []
    return [
        Measure(
            code=f"perfadom.mode.{each}", label=f"{NAME} : part du mode {NAMES[each]}", denominator=whole.value,
            numerator=total(read.where([other == each for other in named]), AMOUNT, "").value,
        )
        for each in NAMES
        if each in named
    ]  # fmt: skip


def referential(case: Case, _: ByCode) -> list[IndicatorResult]:
    """Judge the référentiel: the amount of the two systems or their share, one of them is enough."""
    read = year_rows(case, CODE, detail=DETAIL)
    whole, two = total(read, AMOUNT, "le montant remboursé"), _two_systems(read)
    known = two.value is not None and whole.value is not None
    share = two.value / whole.value if known and two.value is not None and whole.value else None
    result = referential_result(
        case, indicator=CONTRACT, code="perfadom.referential", label=f"{NAME} : référentiel national", contract=CONTRACT,
        measures={"amount": two.value, "share": share},
    )  # fmt: skip
    missing = two.lacking if result.outcome == "données insuffisantes" else ""
    return [result.model_copy(update={"reason": " ".join(filter(None, (missing, result.reason)))})]


def advise(case: Case, results: ByCode) -> list[str]:
    """Return what the change asks for, and the nearest way to the référentiel."""
    change, judged = results.get("perfadom.change"), results.get("perfadom.referential")
    steps = advise_change(NAME, change, _spent(case)) if change else []
    share = results.get("perfadom.share")
    if judged is None or judged.outcome != "non atteint" or share is None or share.value is None:
        return steps
    gaps = {each.target.rule.rpartition(".")[2]: each for each in judged.conditions}
    amount, part = gaps["amount"], gaps["share"]
    return [
        *steps,
        (
            f"{NAME} : les deux systèmes pèsent {french.euros(amount.value)} ({french.percent(part.value)} du remboursé). Le "
            f"référentiel se respecte sous {french.euros(amount.target.value)} ou sous "
            f"{french.percent(Fraction(part.target.value))} : réservez-les aux perfusions que la gravité ne permet pas."
        ),
    ]


def compared(case: Case) -> list[Compared]:
    """Return the spending of the two years, and that of the two systems."""
    money = spent(case, CODE, detail=DETAIL)
    earlier = earlier_rows(case, CODE, detail=DETAIL)
    now, before = _two_systems(year_rows(case, CODE, detail=DETAIL)), _two_systems(earlier.read, earlier.prefix)
    return [
        Compared(
            label=f"{NAME} : dépense remboursée", unit="€", previous=money.previous.value, current=money.current.value
        ),
        Compared(label=f"{NAME} : deux systèmes", unit="€", previous=before.value, current=now.value),
    ]


INDICATOR = Indicator(
    contract=CONTRACT, name=NAME, definitions=DEFINITIONS, measure=measure, derive=referential, advise=advise,
    compared=compared, spending=_spent,
)  # fmt: skip

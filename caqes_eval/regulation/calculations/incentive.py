"""Intéressement on savings: the ceiling of the first generation, the national part of the second (D. 162-16)."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

from pydantic import BaseModel, ConfigDict

from caqes_eval.foundation import french
from caqes_eval.foundation.errors import InputValueError
from caqes_eval.foundation.exact import Amount, Day, ExactFraction
from caqes_eval.regulation.calculations.biosimilar_grant import NO_DOUBLE_COUNT, no_double_count
from caqes_eval.regulation.calculations.computation import Computation, Step, ceiling_to_cents, require, to_cents
from caqes_eval.regulation.calculations.left_out import left_out
from caqes_eval.regulation.regime import Law

G1_CAP, G1_SAVINGS = "incentive.g1_cap", "incentive.g1_savings_definition"
NATIONAL_RATE = "incentive.national.rate"
NATIONAL_TERMS = (
    "incentive.national.minimum_payable",
    "incentive.national.target_required",
    "incentive.national.neutralisation",
)

_NOT_CHECKED = (
    "Les indicateurs derrière ces économies ne sont pas donnés : il n’est pas vérifié qu’aucun n’est déjà payé par la "
    "dotation biosimilaires de l’année."
)
_NEVER_NEGATIVE = (
    "Une dépense qui augmente ne donne lieu à aucun intéressement et ne se retranche pas de celui des autres indicateurs : "
    "c’est notre lecture."
)


class Spending(BaseModel):
    """Reimbursed spending of an indicator, in euros, over two whole civil years."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    previous: Amount
    current: Amount


def g1_incentive(law: Law, *, savings: Decimal, measured: Mapping[str, tuple[str, ...]] | None = None) -> Computation:
    """Compute the most a first-generation contract could pay: a share of the savings observed.

    Source: D. 162-16 III, 1°, version of 2017-04-23; how savings are counted is left to the contract.

    Args:
        law: the rules as they apply to the case.
        savings: euros saved as the contract counts them; a negative figure is a rise of the spending.
        measured: for each indicator behind the savings, the biosimilar groups it measures, if any; None when they
            are not known: what the grant of the year already pays is then not looked for.

    Raises:
        ParameterRequiredError: an indicator measures biosimilars in a year whose rule on the grant is not known.
        RuleNotFoundError: no such incentive for that activity.
        InputValueError: a group already feeds the biosimilar grant of the year.
    """
    cap = law.rule(G1_CAP)
    checked = _check_not_paid_twice(law, measured)
    kept = max(Fraction(0), Fraction(savings))
    return Computation(
        rule="g1_incentive",
        label="Intéressement, plafond (1re génération)",
        nature="plafond",
        amount=ceiling_to_cents(cap.ratio * kept),
        formula="Au plus : taux du plafond × économies constatées",
        steps=(
            Step(label="Économies constatées", value=savings, unit="€"),
            Step(label="Économies retenues", value=kept, unit="€"),
            Step(label="Taux du plafond", value=cap.ratio, unit="proportion"),
        ),
        parameters=(cap,),
        reserves=(
            "C’est un plafond : le montant dépend du contrat et de la réalisation de l’ensemble des objectifs.",
            *left_out(law, G1_SAVINGS),
            *checked,
        ),
    )


def national_incentive(
    law: Law,
    *,
    spending: Mapping[str, Spending],
    first_day: Day,
    last_day: Day,
    revision: ExactFraction = Fraction(0),
    revision_reason: str = "",
) -> Computation:
    """Compute the national incentive of the second generation: a rate of the savings of each indicator.

    Source: D. 162-16 V, 2° and order of 23 February 2022, art. 1-III (whole civil year against the one before).

    Args:
        law: the rules as they apply to the case.
        spending: for each national indicator (``ipp``), its spending of the two years.
        first_day: first day of the activity covered by the contract.
        last_day: last day covered.
        revision: share, from 0 to 1, by which the agency lowers the whole; it never raises it.
        revision_reason: why, in French; required as soon as there is a revision.

    Raises:
        ParameterRequiredError: the rate of an indicator is not known.
        RuleNotFoundError: unknown indicator, or no incentive for that activity.
        InputValueError: not a whole civil year, no indicator, a negative spending, a revision without reason.
    """
    _require_whole_year(law, first_day, last_day)
    _require_motive(revision, revision_reason)
    if not spending:
        raise InputValueError("Aucun indicateur national n’est donné.", remedy="Indiquez ses dépenses des deux années.")
    rates = {indicator: law.rule(f"{NATIONAL_RATE}.{indicator}") for indicator in spending}
    steps, total = [], Fraction(0)
    for indicator, rate in rates.items():
        saved = _saved(indicator, spending[indicator])
        total += rate.ratio * saved
        steps += [
            Step(label=f"Indicateur « {indicator} » : économies", value=saved, unit="€"),
            Step(label=f"Indicateur « {indicator} » : taux", value=rate.ratio, unit="proportion"),
            Step(label=f"Indicateur « {indicator} » : intéressement", value=rate.ratio * saved, unit="€"),
        ]
    steps.append(Step(label="Somme des indicateurs", value=total, unit="€"))
    steps.append(Step(label="Révision à la baisse", value=revision, unit="proportion"))
    motive = (f"Révision à la baisse : {revision_reason.strip().rstrip('.')}.",) if revision else ()
    return Computation(
        rule="national_incentive",
        label="Intéressement national",
        nature="proposée",
        amount=to_cents((1 - revision) * total),
        formula="(1 − révision) × somme, par indicateur, de : taux × (dépense de l’année précédente − dépense de l’année), "
        "sans jamais descendre sous zéro",
        steps=tuple(steps),
        parameters=tuple(rates.values()),
        reserves=(*motive, *left_out(law, *NATIONAL_TERMS), _NEVER_NEGATIVE),
    )


def _check_not_paid_twice(law: Law, measured: Mapping[str, tuple[str, ...]] | None) -> tuple[str, ...]:
    """Refuse what the biosimilar grant of the year pays already; return what has to be said when nothing was checked."""
    if not measured:
        if missing := law.missing(NO_DOUBLE_COUNT):
            return (_NOT_CHECKED, missing)
        return (_NOT_CHECKED,) if law.find(NO_DOUBLE_COUNT) else ()
    judgement = no_double_count(law, indicators=measured)
    if judgement.respected is False:
        twice = ", ".join(condition.label for condition in judgement.conditions if condition.met is False)
        raise InputValueError(
            f"Intéressement refusé sur l’activité {law.activity.year} : {twice}. La même prescription serait payée deux fois.",
            remedy="Retirez ces indicateurs et leurs économies du calcul.",
        )
    return ()


def _require_motive(revision: Fraction, reason: str) -> None:
    require(revision, "Révision à la baisse", maximum=1)
    if revision and not reason.strip():
        raise InputValueError(
            "La révision à la baisse n’est pas motivée : l’établissement doit pouvoir la comprendre et la contester.",
            remedy="Écrivez la raison de la révision.",
        )


def _saved(indicator: str, euros: Spending) -> Fraction:
    require(euros.previous, f"Indicateur « {indicator} », dépense de l’année précédente")
    require(euros.current, f"Indicateur « {indicator} », dépense de l’année")
    return max(Fraction(0), Fraction(euros.previous) - Fraction(euros.current))


def _require_whole_year(law: Law, first_day: date, last_day: date) -> None:
    year = law.activity.year
    if (first_day, last_day) != (date(year, 1, 1), date(year, 12, 31)):
        raise InputValueError(
            f"Le contrat couvre l’activité du {french.day(first_day)} au {french.day(last_day)}, et non l’année civile "
            f"{year} entière : les économies se comptent d’une année entière à la précédente.",
            remedy="N’évaluez pas cette période : attendez une année entière, ou demandez à l’agence la règle qu’elle retient.",
        )

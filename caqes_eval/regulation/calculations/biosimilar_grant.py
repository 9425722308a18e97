"""Grant for biosimilars dispensed in town on hospital prescription (L. 162-22-7-4), apart from the contract's incentive."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from difflib import get_close_matches
from fractions import Fraction

from caqes_eval.foundation.errors import InputValueError
from caqes_eval.regulation.calculations.computation import Computation, Condition, Judgement, Step, require, to_cents
from caqes_eval.regulation.calculations.left_out import left_out
from caqes_eval.regulation.parameters.rule import Rule
from caqes_eval.regulation.parameters.values import ProductGroup
from caqes_eval.regulation.regime import Law

PRODUCTS, R, BOX_WEIGHTS = "biosimilar_grant.products", "biosimilar_grant.r", "biosimilar_grant.box_weights"
NO_DOUBLE_COUNT = "biosimilar_grant.no_double_count"

_NOT_SIGNED = (
    "Aucun contrat n’a été signé pour l’année : la dotation est réservée aux signataires (code de la sécurité sociale, "
    "art. L. 162-22-7-4)."
)
_AS_GIVEN = "Les boîtes sont prises telles quelles : la pondération des doses et le rattachement des patients sont supposés faits."


@dataclass
class _Boxes:
    """Boxes of a group, dose-adjusted."""

    biosimilar: Fraction = Fraction(0)
    referent: Fraction = Fraction(0)

    @property
    def volume(self) -> Fraction:
        return self.biosimilar + self.referent

    @property
    def rate(self) -> Fraction:
        return self.biosimilar / self.volume if self.volume else Fraction(0)


def biosimilar_grant(law: Law, *, boxes: Mapping[str, Decimal], signatory: bool) -> Computation:
    """Compute the grant of an establishment: V × R × t for each group of products.

    Source: order on the grant of the year (for 2019: JORFARTI000038554653); no baseline, no threshold.

    Args:
        law: the rules as they apply to the case.
        boxes: for each brand of the year's list, boxes dispensed in town to the patients attached to the establishment,
            already adjusted for dose by the weights of the order; 0 is written, a brand left out is not a zero.
        signatory: whether the establishment has signed a contract for the year.

    Raises:
        ParameterRequiredError: the list of the year is not known, or the amount per box of a group that has boxes.
        RuleNotFoundError: no list of products for that activity.
        InputValueError: a brand is in no group or is left out, or a count is negative.
    """
    blank = Computation(
        rule="biosimilar_grant",
        label="Dotation pour les médicaments biosimilaires",
        nature="sans objet",
        amount=to_cents(0),
        formula="Somme, par groupe, de V × R × t : boîtes du groupe × montant par boîte × part des boîtes biosimilaires",
        reserves=(_NOT_SIGNED,),
    )
    if not signatory:
        return blank
    listed = law.rule(PRODUCTS)
    steps, parameters, total = [], [listed], Fraction(0)
    for name, group in _by_group(law, listed, boxes).items():
        steps.append(Step(label=f"Groupe « {name} » : V, boîtes", value=group.volume, unit="boîtes"))
        if not group.volume:
            continue  # whatever the amount per box, even one that no source gives
        per_box = law.rule(f"{R}.{name}")
        amount = group.volume * per_box.ratio * group.rate
        total += amount
        parameters.append(per_box)
        steps += [
            Step(label=f"Groupe « {name} » : t, part des biosimilaires", value=group.rate, unit="proportion"),
            Step(label=f"Groupe « {name} » : R, montant par boîte", value=per_box.amount, unit="€"),
            Step(label=f"Groupe « {name} » : dotation", value=amount, unit="€"),
        ]
    return replace(
        blank,
        nature="due",
        amount=to_cents(total),
        steps=tuple(steps),
        parameters=tuple(parameters),
        reserves=(_AS_GIVEN, *left_out(law, BOX_WEIGHTS)),
    )


def no_double_count(law: Law, *, indicators: Mapping[str, tuple[str, ...]]) -> Judgement:
    """Judge that no indicator of an incentive measures biosimilars already paid by the grant of the same year.

    Source: order on the grant of 2019 (JORFARTI000038554653), for that activity only. What the orders of the other
    years say is asked for as soon as an indicator measures a biosimilar.

    Args:
        law: the rules as they apply to the case.
        indicators: for each indicator, the biosimilar groups it measures (empty when it measures none).

    Raises:
        ParameterRequiredError: an indicator measures a biosimilar, and the rule of the year or its list is not known.
        InputValueError: a group's name is nearly that of a group of the grant.
    """
    blank = Judgement(
        rule="no_double_count",
        label="Pas de double compte avec la dotation biosimilaires",
        respected=True,
        formula="Aucun indicateur de l’intéressement ne mesure un groupe qui entre dans la dotation biosimilaires de l’année",
    )
    if not any(indicators.values()):
        return replace(blank, reserves=("Aucun indicateur donné ne mesure un biosimilaire.",))
    forbidden = law.find(NO_DOUBLE_COUNT)
    if forbidden is None or not forbidden.enabled:
        return replace(blank, reserves=(f"Rien n’interdit ce cumul pour l’activité {law.activity.year}.",))
    paid = law.rule(PRODUCTS).products
    conditions = []
    for indicator, groups in indicators.items():
        twice = [group for group in groups if _in_grant(group, paid)]
        label = f"l’indicateur « {indicator} » " + (
            f"entre déjà dans la dotation ({', '.join(twice)})" if twice else "n’entre pas dans la dotation"
        )
        conditions.append(Condition(label=label, value=None, rule=forbidden, met=not twice))
    return replace(blank, respected=all(condition.met for condition in conditions), conditions=tuple(conditions))


def _by_group(law: Law, listed: Rule, boxes: Mapping[str, Decimal]) -> dict[str, _Boxes]:
    brands = {
        brand.casefold(): (name, brand in group.biosimilars)
        for name, group in listed.products.items()
        for brand in (*group.biosimilars, *group.referents)
    }
    shown = [brand for group in listed.products.values() for brand in (*group.biosimilars, *group.referents)]
    counted: dict[str, _Boxes] = {}
    for brand, count in boxes.items():
        require(count, f"Boîtes de « {brand} »")
        if brand.casefold() not in brands:
            raise InputValueError(
                f"« {brand} » n’est dans aucun groupe de la dotation {law.activity.year}{_nearest(brand, shown)} : ses "
                "boîtes ne peuvent être comptées ni comme biosimilaires ni comme référence.",
                remedy="Corrigez le nom, retirez la ligne, ou complétez la liste datée avec sa source.",
            )
        name, is_biosimilar = brands[brand.casefold()]
        group = counted.setdefault(name, _Boxes())
        if is_biosimilar:
            group.biosimilar += Fraction(count)
        else:
            group.referent += Fraction(count)
    _require_every_brand(law, shown, boxes)
    return counted


def _require_every_brand(law: Law, listed: Iterable[str], boxes: Mapping[str, Decimal]) -> None:
    told = {brand.casefold() for brand in boxes}
    if left := [brand for brand in listed if brand.casefold() not in told]:
        raise InputValueError(
            f"Dotation {law.activity.year} : aucun nombre de boîtes n’est donné pour {', '.join(left)}. Sans lui, le volume et "
            "la part des biosimilaires seraient faux.",
            remedy="Indiquez leurs boîtes ; écrivez 0 s’il n’y en a eu aucune.",
        )


def _in_grant(group: str, paid: Mapping[str, ProductGroup]) -> bool:
    if group in paid:
        return True
    if near := _nearest(group, paid):
        raise InputValueError(
            f"Groupe « {group} » inconnu de la dotation{near} : on ne peut pas dire s’il est payé deux fois.",
            remedy="Écrivez le nom du groupe comme dans la liste de la dotation.",
        )
    return False


def _nearest(name: str, known: Iterable[str]) -> str:
    folded = {each.casefold(): each for each in known}
    near = get_close_matches(name.casefold(), folded, n=1, cutoff=0.75)
    return f" (nom le plus proche : « {folded[near[0]]} »)" if near else ""

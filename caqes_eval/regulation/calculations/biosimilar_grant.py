"""Grant for biosimilars dispensed in town on hospital prescription (L. 162-22-7-4), apart from the contract's incentive."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from difflib import get_close_matches
from fractions import Fraction

from caqes_eval.foundation.errors import InputValueError
from caqes_eval.regulation.calculations.computation import Computation, Condition, Judgement, Step, require, to_cents
from caqes_eval.regulation.parameters.rules import Rule
from caqes_eval.regulation.parameters.values import ProductGroup
from caqes_eval.regulation.regime import Law

PRODUCTS, R, NO_DOUBLE_COUNT = "biosimilar_grant.products", "biosimilar_grant.r", "biosimilar_grant.no_double_count"

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
        boxes: for each brand, boxes dispensed in town to the patients attached to the establishment, already
            adjusted for dose by the weights of the order.
        signatory: whether the establishment has signed a contract for the year.

    Raises:
        ParameterRequiredError: the amount per box of the year is not known.
        RuleNotFoundError: no list of products for that activity.
        InputValueError: a brand is in no group, or a count is negative.
    """
    blank = Computation(
        rule="biosimilar_grant",
        label="Dotation pour les médicaments biosimilaires",
        nature="sans objet",
        amount=to_cents(0),
        formula="Somme, par groupe, de V × R × t : boîtes du groupe × montant par boîte × part des boîtes biosimilaires",
        reserves=("Aucun contrat n’a été signé pour l’année : la dotation est réservée aux signataires.",),
    )
    if not signatory:
        return blank
    listed = law.rule(PRODUCTS)
    steps, parameters, total = [], [listed], Fraction(0)
    for name, group in _by_group(law, listed, boxes).items():
        per_box = law.rule(f"{R}.{name}")
        amount = group.volume * per_box.ratio * group.rate
        total += amount
        parameters.append(per_box)
        steps += [
            Step(label=f"Groupe « {name} » : V, boîtes", value=group.volume, unit="boîtes"),
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
        reserves=(_AS_GIVEN,),
    )


def no_double_count(law: Law, *, indicators: Mapping[str, tuple[str, ...]]) -> Judgement:
    """Judge that no indicator of an incentive measures biosimilars already paid by the grant of the same year.

    Source: order on the grant of 2019 (JORFARTI000038554653), for that activity only.

    Args:
        law: the rules as they apply to the case.
        indicators: for each indicator, the biosimilar groups it measures (empty when it measures none).

    Raises:
        InputValueError: a group's name is nearly that of a group of the grant.
    """
    forbidden = law.find(NO_DOUBLE_COUNT)
    formula = (
        "Aucun indicateur de l’intéressement ne mesure un groupe qui entre dans la dotation biosimilaires de l’année"
    )
    if forbidden is None or not forbidden.enabled:
        return Judgement(
            rule="no_double_count",
            label="Pas de double compte avec la dotation biosimilaires",
            respected=True,
            formula=formula,
            reserves=(f"Aucun texte connu n’interdit ce cumul pour l’activité {law.activity.year}.",),
        )
    paid = law.rule(PRODUCTS).products
    conditions = []
    for indicator, groups in indicators.items():
        twice = [group for group in groups if _in_grant(group, paid)]
        label = f"l’indicateur « {indicator} » " + (
            f"entre déjà dans la dotation ({', '.join(twice)})" if twice else "n’entre pas dans la dotation"
        )
        conditions.append(Condition(label=label, value=None, rule=forbidden, met=not twice))
    return Judgement(
        rule="no_double_count",
        label="Pas de double compte avec la dotation biosimilaires",
        respected=all(condition.met for condition in conditions),
        formula=formula,
        conditions=tuple(conditions),
    )


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
    return counted


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

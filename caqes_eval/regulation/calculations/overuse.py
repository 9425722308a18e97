"""Surveillance of over-used acts (L. 162-30-3 and L. 162-30-4), and what each of its results waits for.

Three figures are in no text found: how far is *largement supérieur*, the list of acts, the national scale.
:func:`overuse_target` and :func:`overuse_ceiling` need none of them. :func:`overuse_persistence` needs the first, once
two years have passed and the target is exceeded. What is recovered (``overuse_recovery``) needs all three, as soon as
an over-use can have lasted. All of it follows the law of the activity: that of 2026 is still judged in 2027.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

from isodate import parse_duration
from pydantic import BaseModel, ConfigDict

from caqes_eval.foundation import french
from caqes_eval.foundation.errors import InputValueError
from caqes_eval.foundation.exact import Amount, Day, ExactFraction
from caqes_eval.regulation.calculations.computation import (
    Computation,
    Condition,
    Judgement,
    Step,
    ceiling_to_cents,
    require,
)
from caqes_eval.regulation.calculations.left_out import left_out
from caqes_eval.regulation.regime import Law

TARGET_FLOOR, PERSISTENCE, EXCESS = "overuse.target_floor", "overuse.persistence", "overuse.excess_threshold"
ABATEMENT_CAP, LES_CAP = "overuse.abatement_cap", "overuse.les_reduction_cap"
ACTS, SCALE = "overuse.acts", "overuse.scale"

LES_SCOPE = "Le texte ne dit pas si la minoration porte sur toute la liste en sus ou sur le seul dépassement."
"""What must be said beside any cut of the liste en sus."""


class Act(BaseModel):
    """An act under surveillance.

    Attributes:
        count: acts of the year.
        target: most acts the contract's volet allows.
        tariff: national tariff, in euros.
        rate: abatement of the tariff on the excess, from the national scale; None when not decided.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    count: int
    target: int
    tariff: Amount
    rate: ExactFraction | None = None

    @property
    def excess(self) -> int:
        """Acts above the target."""
        return max(0, self.count - self.target)

    @property
    def value(self) -> Fraction:
        """Euros of the excess at the national tariff."""
        return Fraction(self.tariff) * self.excess


def overuse_target(law: Law, *, target: int, previous: int) -> Judgement:
    """Judge that the yearly target number is not too far below the number of the year before (L. 162-30-3, al. 4).

    Args:
        law: the rules as they apply to the case.
        target: most acts the volet allows.
        previous: acts of the year before.

    Raises:
        RuleNotFoundError: no such tool for that activity.
        InputValueError: a negative target, or no act the year before.
    """
    require(target, "Cible")
    require(previous, "Nombre d’actes de l’année précédente", minimum=1)
    floor = law.rule(TARGET_FLOOR)
    share = Fraction(target, previous)
    met = floor.holds(share)
    return Judgement(
        rule="overuse_target",
        label="Cible d’une activité en recours excessif",
        respected=met,
        formula="Cible ÷ nombre d’actes de l’année précédente, comparé au plancher",
        conditions=(Condition(label=floor.description, value=share, rule=floor, met=met),),
    )


def overuse_persistence(law: Law, *, referral: Day, count: int, target: int) -> Judgement:
    """Judge whether an activity is back near its target after the time left to the establishment (L. 162-30-4).

    Respected when it is not, or no longer, far above the target; None as long as that time has not passed. The
    conditions are those of an over-use that lasts: it takes both.

    Args:
        law: the rules as they apply to the case.
        referral: day on which the establishment was told to draw up a programme.
        count: acts of the year.
        target: most acts the volet allows.

    Raises:
        ParameterRequiredError: the target is exceeded and no text says from where the excess is large.
        RuleNotFoundError: no such tool for that activity.
        InputValueError: a negative count, no target.
    """
    require(count, "Nombre d’actes")
    require(target, "Cible", minimum=1)
    persistence = law.rule(PERSISTENCE)
    due: date = referral + parse_duration(persistence.text)
    elapsed = law.decision >= due
    label = f"Délai laissé depuis la saisine du {french.day(referral)}, jusqu’au {french.day(due)}"
    conditions = [Condition(label=label, value=None, rule=persistence, met=elapsed)]
    reserves: tuple[str, ...] = ()
    respected: bool | None = None
    if not elapsed:
        reserves = (f"Au {french.day(law.decision)}, le délai court encore : il est trop tôt pour juger.",)
    elif count <= target:
        respected = True
        reserves = ("L’activité ne dépasse pas la cible.",)
    else:
        large = law.rule(EXCESS)
        excess = Fraction(count - target, target)
        lasts = large.holds(excess)
        respected = not lasts
        conditions.append(Condition(label="Dépassement de la cible", value=excess, rule=large, met=lasts))
    return Judgement(
        rule="overuse_persistence",
        label="Activité revenue près de sa cible",
        respected=respected,
        formula="Le recours excessif dure si le délai est passé et si l’activité reste largement supérieure à la cible",
        conditions=tuple(conditions),
        reserves=reserves,
    )


def overuse_ceiling(law: Law, *, acts: Mapping[str, Act], les_base: Decimal = Decimal(0)) -> Computation:
    """Compute the most that an over-use can cost, abatement and cut of the liste en sus together (L. 162-30-4).

    Args:
        law: the rules as they apply to the case.
        acts: by name, the acts under surveillance; their ``rate`` is not used.
        les_base: euros paid by the health insurance for the liste en sus; 0 leaves the cut out.

    Raises:
        RuleNotFoundError: no such tool for that activity.
        InputValueError: a negative figure.
    """
    require_acts(acts)
    require(les_base, "Montant versé pour la liste en sus")
    abatement, les = law.rule(ABATEMENT_CAP), law.rule(LES_CAP)
    excess = sum((act.value for act in acts.values()), Fraction(0))
    cut = les.ratio * Fraction(les_base)
    return Computation(
        rule="overuse_ceiling",
        label="Recours excessif, plafond de ce qui peut être récupéré",
        nature="plafond",
        amount=ceiling_to_cents(abatement.ratio * excess + cut),
        formula="Au plus : plafond d’abattement × valeur au tarif national des actes au-delà de la cible + plafond de "
        "minoration × montant versé pour la liste en sus",
        steps=(
            *(
                Step(label=f"Acte « {name} » : valeur du dépassement", value=act.value, unit="€")
                for name, act in acts.items()
            ),
            Step(label="Abattement, au plus", value=abatement.ratio * excess, unit="€"),
            *((Step(label="Minoration de la liste en sus, au plus", value=cut, unit="€"),) if les_base else ()),
        ),
        parameters=(abatement, les) if les_base else (abatement,),
        reserves=(
            "C’est un plafond, pas une somme due.",
            *left_out(law, EXCESS, ACTS, SCALE),
            *((LES_SCOPE,) if les_base else ()),
        ),
    )


def require_acts(acts: Mapping[str, Act]) -> None:
    """Refuse what cannot be: no act, a negative count, target or tariff.

    Args:
        acts: by name, the acts under surveillance.

    Raises:
        InputValueError: one of them.
    """
    if not acts:
        raise InputValueError("Aucun acte n’est donné.", remedy="Indiquez les actes mis sous surveillance.")
    for name, act in acts.items():
        require(act.count, f"Acte « {name} », nombre")
        require(act.target, f"Acte « {name} », cible")
        require(act.tariff, f"Acte « {name} », tarif")

"""Which law applies: one selector for an activity year, an evaluation date and a contract.

Two dates never mix. What is measured and aimed at follows the law of the activity year; who may decide what, and by
when, follows the law of the day of the decision. Each rule file says which of the two it follows (``applies_to``).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from caqes_eval.foundation import french
from caqes_eval.foundation.errors import ParameterRequiredError, RuleNotFoundError
from caqes_eval.regulation.parameters.rule import ANYONE, Rule, Subject
from caqes_eval.regulation.parameters.rule_file import DatedValue, Generation
from caqes_eval.regulation.parameters.rules import Rules

GENERATION_LABELS: Mapping[str, str] = {
    "G1": "la 1re génération (2018-2021)",
    "G2": "la 2e génération (2022-2026)",
    "G3": "la 3e génération, sans contrat (2027)",
}
WITHOUT_CONTRACT: Generation = "G3"
STATUTE, DECREE, CONTRACTS, ARTICLES = "regime.statute", "regime.decree", "regime.contracts", "articles"


@dataclass(frozen=True, kw_only=True)
class Law:
    """The rules as they apply to a case.

    Attributes:
        activity: the last day of the activity judged.
        decision: the day on which the evaluation is decided.
    """

    rules: Rules
    activity: date
    decision: date
    subject: Subject = ANYONE

    def rule(self, key: str) -> Rule:
        """Return a rule on the date that matters for it.

        Raises:
            RuleNotFoundError: unknown key, or no value at that date.
            ParameterRequiredError: no source gives the value.
        """
        if self.rules.file(key).applies_to == "activity":
            return self.rules.on(key, self.activity, self.subject)
        # a decision follows the law of its day, whatever the generation of the activity judged
        return self.rules.on(key, self.decision, replace(self.subject, generation=None))

    def find(self, key: str) -> Rule | None:
        """Return a rule, None when the law has no such figure at that date.

        Raises:
            RuleNotFoundError: unknown key.
            AmbiguousRuleError: several values hold, none is chosen.
            ParameterRequiredError: no source gives the value.
        """
        self.rules.file(key)
        try:
            return self.rule(key)
        except RuleNotFoundError:
            return None

    def missing(self, key: str) -> str | None:
        """Return, in French, what no source gives for a rule and what waits for it; None when nothing is missing.

        Raises:
            RuleNotFoundError: unknown key.
            AmbiguousRuleError: several values hold, none is chosen.
        """
        try:
            self.find(key)
        except ParameterRequiredError as required:
            return required.message
        return None

    def about(self, *finess: str) -> "Law":
        """Return the same law as it applies to an establishment, by all its numbers."""
        return replace(self, subject=replace(self.subject, finess=finess))

    def in_force(self, under: str = "") -> Iterator[Rule]:
        """Yield every rule that has a value for the case; one that is missing is not in force."""
        for key in self.rules.keys(under):
            try:
                found = self.find(key)
            except ParameterRequiredError:
                continue
            if found is not None:
                yield found


def end_of_contracts(rules: Rules) -> DatedValue[str] | None:
    """Return the version of the statute from whose first day no contract exists, None while none is known.

    Raises:
        RuleNotFoundError: the rules say nothing of the statute.
    """
    repealing = [dated for dated in rules.file(STATUTE).values if dated.value == WITHOUT_CONTRACT]
    return min(repealing, key=lambda dated: dated.since, default=None)


@dataclass(frozen=True, kw_only=True)
class ContractTerm:
    """What the choice of a regime takes from a contract: its days, both included."""

    start: date
    end: date


@dataclass(frozen=True, kw_only=True)
class Regime:
    """The law of a case, and what must be said about it.

    Attributes:
        generation: of the contracts under which the activity is judged; ``G3`` is the successor, without contract.
        first_day, last_day: the part of the activity year that is covered.
        statute, decree: generation of the statute and of the decree in force on the evaluation date.
        notices: what a reader must know, in French (a statute ahead of its decree, a partial year).
    """

    activity_year: int
    evaluation_date: date
    generation: Generation
    first_day: date
    last_day: date
    statute: Rule
    decree: Rule
    notices: tuple[str, ...]
    law: Law

    def articles(self) -> tuple[Rule, ...]:
        """Return the version of each article in force on the evaluation date."""
        return tuple(self.law.in_force(ARTICLES))


def regime(
    rules: Rules,
    *,
    activity_year: int,
    evaluation_date: date,
    contract: ContractTerm | None = None,
    subject: Subject = ANYONE,
) -> Regime:
    """Choose the law of an evaluation.

    Args:
        rules: every dated rule.
        activity_year: the civil year judged.
        evaluation_date: the day of the decision.
        contract: the contract's days; None asks for the law whatever the contract.
        subject: whose law it is: its region, its numbers. Its generation is found here.

    Raises:
        RuleNotFoundError: no regime is known for that year, the contract covers none of its days, or the evaluation
            would come before the activity.
    """
    first, last = date(activity_year, 1, 1), date(activity_year, 12, 31)
    if evaluation_date < first:
        raise RuleNotFoundError(
            f"Une évaluation du {french.day(evaluation_date)} ne peut pas juger l’activité {activity_year}, pas commencée.",
            remedy="Vérifiez l’année d’activité et la date d’évaluation.",
        )
    contracts = rules.on(CONTRACTS, last)
    first_day, last_day = max(first, contracts.since), last
    if contract is not None:
        first_day, last_day = max(first_day, contract.start), min(last_day, contract.end)
    if first_day > last_day:
        assert contract is not None
        raise RuleNotFoundError(
            f"Le contrat (du {french.day(contract.start)} au {french.day(contract.end)}) ne couvre aucun jour de "
            f"l’activité {activity_year} sous le régime en vigueur depuis le {french.day(contracts.since)}.",
            remedy="Vérifiez les dates du contrat ou l’année d’activité.",
        )
    generation: Generation = contracts.text  # type: ignore[assignment]
    statute, decree = rules.on(STATUTE, evaluation_date), rules.on(DECREE, evaluation_date)
    return Regime(
        activity_year=activity_year,
        evaluation_date=evaluation_date,
        generation=generation,
        first_day=first_day,
        last_day=last_day,
        statute=statute,
        decree=decree,
        notices=_notices(generation, statute, decree, first_day, last_day, evaluation_date),
        law=Law(
            rules=rules, activity=last_day, decision=evaluation_date, subject=replace(subject, generation=generation)
        ),
    )


def _notices(
    generation: Generation, statute: Rule, decree: Rule, first_day: date, last_day: date, evaluation_date: date
) -> tuple[str, ...]:
    notices = []
    if (first_day.month, first_day.day, last_day.month, last_day.day) != (1, 1, 12, 31):
        notices.append(
            f"L’activité n’est couverte que du {french.day(first_day)} au {french.day(last_day)} : "
            "une comparaison avec une année entière n’a pas de sens."
        )
    words = GENERATION_LABELS
    if statute.text != decree.text:
        notices.append(
            f"Au {french.day(evaluation_date)}, la loi est celle de {words[statute.text]}, le décret celui de "
            f"{words[decree.text]} : une décision qui repose sur l’un sans l’autre est à faire relire."
        )
    if generation != statute.text:
        notices.append(
            f"L’activité relève de {words[generation]}, la loi en vigueur au {french.day(evaluation_date)} de "
            f"{words[statute.text]} : objectifs et calculs suivent l’activité, procédure et pouvoirs la date de la décision."
        )
    if evaluation_date <= last_day:
        notices.append(
            f"L’évaluation du {french.day(evaluation_date)} précède la fin de l’activité jugée ({french.day(last_day)}) : "
            "elle est provisoire."
        )
    return tuple(notices)

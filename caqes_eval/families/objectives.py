"""The objective of an indicator, or an honest word on why there is none."""

from dataclasses import dataclass

from caqes_eval.foundation.errors import ParameterFileError, ParameterRequiredError, RuleNotFoundError
from caqes_eval.regulation.parameters.rule import Rule
from caqes_eval.regulation.regime import Law

NONE_KNOWN = "Aucun texte connu ne fixe d’objectif : l’indicateur est donné pour information."


@dataclass(frozen=True)
class Objective:
    """A rule that judges, or the reason why none does.

    Attributes:
        rule: None when there is none.
        reason: why there is none, in French; empty with a rule.
        required: whether the figure exists and no source gives it: a person has to.
    """

    rule: Rule | None
    reason: str = ""
    required: bool = False


def parameter(law: Law, key: str) -> Objective:
    """Return a rule as it applies to the case, or why there is none; a figure that no source gives is told, never guessed.

    Raises:
        RuleNotFoundError: no rule has that key.
    """
    # a key that no rule has is a fault of ours, not an absence of the law
    law.rules.file(key)
    try:
        return Objective(law.rule(key))
    except ParameterRequiredError as required:
        return Objective(None, required.message, required=True)
    except RuleNotFoundError as absent:
        return Objective(None, absent.message)


def find(law: Law, key: str | None) -> Objective:
    """Return the rule that judges, as it applies to the case; a figure that no source gives is told, never guessed.

    Raises:
        RuleNotFoundError: no rule has that key.
        ParameterFileError: the rule has no comparator, and nothing can be judged by it.
    """
    if key is None:
        return Objective(None, NONE_KNOWN)
    found = parameter(law, key)
    if found.rule is not None and found.rule.unit != "texte" and found.rule.comparator is None:
        raise ParameterFileError(
            f"La règle « {key} » sert à juger et n’a pas de comparateur.",
            remedy=f"Ajoutez comparator (>=, >, <= ou <) dans params/regulation/{key.replace('.', '/')}.yml.",
        )
    return found

"""Whether a campaign can be judged at all, asked before its first notebook: a year of contracts, and objectives that compare."""

from collections.abc import Iterable

from caqes_eval.families import objectives
from caqes_eval.families.definition import Family
from caqes_eval.foundation import french
from caqes_eval.foundation.errors import RuleNotFoundError
from caqes_eval.regulation.regime import WITHOUT_CONTRACT, Regime


def require_judgeable(applicable: Regime, families: Iterable[Family]) -> None:
    """Refuse what would fail, or say nothing true, in every notebook.

    A figure that no source gives is no reason to refuse: its indicators are « sans objectif ».

    Raises:
        RuleNotFoundError: no contract exists for the activity of that year, or a family is judged by a key that no rule has.
        ParameterFileError: a rule that judges has no comparator.
    """
    if applicable.generation == WITHOUT_CONTRACT:
        raise RuleNotFoundError(
            f"L’activité {applicable.activity_year} n’est pas évaluée au titre du CAQES : aucun contrat ne la couvre au "
            f"{french.day(applicable.last_day)}.",
            remedy="Vérifiez l’année de la campagne ; « caqes law » dit ce qui succède au CAQES.",
        )
    for family in families:
        for definition in family.definitions:
            for key in (definition.target, definition.minimum, *definition.breaks):
                objectives.find(applicable.law, key)

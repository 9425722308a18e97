"""How many objectives are met, in one sentence."""

from collections.abc import Sequence

from caqes_eval.families.result import IndicatorResult
from caqes_eval.foundation import french


def balance(results: Sequence[IndicatorResult]) -> str:
    """Return in one sentence how many objectives are met, molecules apart."""
    judged = [result for result in results if result.outcome in ("atteint", "non atteint")]
    main = [result for result in judged if not result.part]
    molecules = [result for result in judged if result.part and result.contract == "biosimilaires"]
    if not judged:
        return "Aucun objectif n’a pu être jugé sur ces données."
    parts = []
    if main:
        met = sum(result.outcome == "atteint" for result in main)
        parts.append(f"{met} {'objectif atteint' if met < 2 else 'objectifs atteints'} sur {len(main)}")
    if molecules:
        met = sum(result.outcome == "atteint" for result in molecules)
        parts.append(f"{met} sur {french.plural(len(molecules), 'molécule')} à l’objectif de biosimilaires")
    pending = sum(result.target is not None and result.target.status == "to_validate" for result in judged)
    caution = ""
    if pending and pending < len(judged):
        caution = " Une partie de ces objectifs sont des propositions, à valider avant toute décision."
    elif pending:
        one = "Cet objectif est une proposition" if len(judged) == 1 else "Ces objectifs sont des propositions"
        caution = f" {one}, à valider avant toute décision."
    return f"{' ; '.join(parts)}.{caution}"

"""The first lines of a page: where the establishment stands, and what keeps from saying more."""

from collections.abc import Iterator, Sequence

from caqes_eval.families.result import IndicatorResult
from caqes_eval.foundation import french
from caqes_eval.notebook import values
from caqes_eval.notebook.blocks import Block, groups
from caqes_eval.notebook.evaluation import Evaluation

MOST_NAMED = 5
_NOTHING_JUDGED = "Aucun résultat de cette famille n’a d’objectif connu : ils sont donnés pour information."


def standing(evaluation: Evaluation) -> Block:
    """What is not reached, what is, what could not be judged and why, the points."""
    judged = [each for each in evaluation.result.results if _judged(each)]
    told = [
        ("○ Sans objectif", [] if judged else [_NOTHING_JUDGED]),
        ("✘ Non atteint", _named([_missed(each) for each in judged if each.outcome == "non atteint"])),
        ("✔ Atteint", _named([values.told(each) for each in judged if each.outcome == "atteint"])),
        ("? Pas encore jugé", _named([_unjudged(each) for each in judged if each.outcome not in _VERDICTS])),
        ("Retours à envoyer ou à corriger", _named(list(_lacking(evaluation)))),
        ("Points", list(_points(evaluation))),
    ]
    return groups(told)


_VERDICTS = ("atteint", "non atteint")


def _judged(result: IndicatorResult) -> bool:
    """Say whether something judges a result, or would if its data were there."""
    if result.part or result.outcome == "non concerné":
        return False
    return result.target is not None or bool(result.conditions) or result.outcome in _VERDICTS


def _missed(result: IndicatorResult) -> str:
    return f"{values.told(result)}{'' if result.target or not result.conditions else ', aucune condition remplie'}"


def _unjudged(result: IndicatorResult) -> str:
    if result.outcome == "petit volume":
        return f"{values.told(result)}, petit volume"
    return f"{result.label} : {values.value(result)}"


def _named(told: Sequence[str]) -> list[str]:
    """Return the first ones, and how many follow."""
    more = len(told) - MOST_NAMED
    if more < 2:
        return list(told)
    return [*told[:MOST_NAMED], f"et {more} autres, dans le tableau des résultats"]


def _lacking(evaluation: Evaluation) -> Iterator[str]:
    for each in evaluation.case.deliveries:
        if not each.usable:
            yield f"{each.label}, {each.period} : {each.state}"


def _points(evaluation: Evaluation) -> Iterator[str]:
    scored = evaluation.result.points
    if scored is None:
        return
    maximum = french.number(scored.maximum, 2)
    if scored.points is not None:
        yield f"{french.number(scored.points, 2)} sur {maximum}"
    else:
        yield (
            f"{french.number(scored.acquired, 2)} acquis à ce jour sur {maximum} : des critères n’ont pas de réponse, ce n’est "
            "pas un score"
        )

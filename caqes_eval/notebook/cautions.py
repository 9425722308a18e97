"""What to keep in mind when reading a page: the most serious first, each kind once, the whole list folded beneath."""

from collections.abc import Iterator, Sequence

from caqes_eval.families.result import FindingRecord, IndicatorResult
from caqes_eval.foundation import french
from caqes_eval.foundation.findings import Severity
from caqes_eval.notebook import values
from caqes_eval.notebook.blocks import NOTHING, Block, folded, groups, sentences, stacked
from caqes_eval.notebook.evaluation import TO_PROVIDE, Evaluation
from caqes_eval.regulation.parameters.rule import Rule
from caqes_eval.regulation.parameters.shown import rule_words

LABELS = {Severity.BLOCKING: "Bloquant", Severity.TO_CHECK: "À vérifier", Severity.INFO: "À savoir"}


def cautions(evaluation: Evaluation) -> Block:
    """What to keep in mind when reading: findings, figures that no source gives, rules not validated yet."""
    result = evaluation.result
    findings, asked = found_in_data(result.findings), [each for each in result.findings if each.code == TO_PROVIDE]
    pending = [rule for rule in result.rules if rule.status == "to_validate"]
    told = {severity: by_kind([each for each in findings if each.severity is severity]) for severity in Severity}
    told[Severity.INFO] += list(_limits(evaluation))
    to_validate = [*_to_provide(asked), *_pending(pending)]
    short = groups(
        [*((LABELS[severity], told[severity]) for severity in Severity), ("À valider", to_validate)],
        empty="Rien de particulier.",
    )
    return stacked(
        short, _every_finding(findings),
        _all("Chiffres qu’aucune source ne donne", [each.sentence for each in asked]),
        _all("Valeurs à valider", [pending_rule(rule) for rule in pending]),
    )  # fmt: skip


def found_in_data(findings: Sequence[FindingRecord]) -> list[FindingRecord]:
    """Return what was found in the data, without the figures to ask the region for."""
    return [each for each in findings if each.code != TO_PROVIDE]


def by_kind(findings: Sequence[FindingRecord]) -> list[str]:
    """Return one sentence per kind of finding: the first one, and how many others say the same of other lines."""
    kinds: dict[str, list[FindingRecord]] = {}
    for each in findings:
        kinds.setdefault(each.code, []).append(each)
    return [_first(same) for same in kinds.values()]


def _first(same: Sequence[FindingRecord]) -> str:
    others = len(same) - 1
    more = f" ({french.plural(others, 'autre constat', 'autres constats')} de même nature, plus bas)" if others else ""
    return f"{french.capital(same[0].sentence)}{more}"


def _every_finding(findings: Sequence[FindingRecord]) -> Block:
    """Return the whole list, when the short one leaves something out."""
    if len({each.code for each in findings}) == len(findings):
        return NOTHING
    ordered = [each for severity in Severity for each in findings if each.severity is severity]
    return _all("Tous les constats", [f"{LABELS[each.severity]} : {each.sentence}" for each in ordered])


def _all(name: str, told: Sequence[str]) -> Block:
    return folded(f"{name} ({len(told)})", sentences(told)) if told else NOTHING


def _to_provide(asked: Sequence[FindingRecord]) -> Iterator[str]:
    if not asked:
        return
    figures = french.plural(len(asked), "chiffre")
    yield (
        f"{figures} qu’aucune source connue ne donne : à fournir par la région. Ce qui en dépend n’est pas calculé ; la "
        "liste est plus bas."
    )


def _pending(rules: Sequence[Rule]) -> Iterator[str]:
    if not rules:
        return
    verb = "attendent" if len(rules) > 1 else "attend"
    yield f"{french.plural(len(rules), 'valeur')} des règles appliquées {verb} une validation ; la liste est plus bas."


def pending_rule(rule: Rule) -> str:
    """Say that a value which decided is a proposal, and where it comes from."""
    shown = "" if isinstance(rule.value, dict) else f" : {rule_words(rule)}"
    return f"À valider : {rule.description}{shown}. {rule.reference.title}."


def _limits(evaluation: Evaluation) -> Iterator[str]:
    """Yield what limits the reading of the results themselves."""
    results = evaluation.result.results
    yield from _small(results)
    unbound = [each.label for each in results if each.outcome == "non concerné" and not each.part]
    if unbound:
        yield f"Ne concernent pas l’établissement : {', '.join(unbound)}."
    if not evaluation.inputs.region:
        yield (
            "La comparaison régionale n’est pas montrée : moins de "
            f"{evaluation.inputs.context.minimum_establishments} établissements ont une valeur."
        )
    if not any(result.history for result in results):
        yield "Aucune donnée d’une année antérieure n’a été reçue : pas de comparaison au passé."


def _small(results: Sequence[IndicatorResult]) -> Iterator[str]:
    """Yield each caution once, with the indicators it is about."""
    about: dict[str, list[str]] = {}
    for result in results:
        if result.caution and not result.part:
            about.setdefault(values.without_keys(result.caution), []).append(result.label)
    for caution, labels in about.items():
        yield f"{' ; '.join(labels)} : {caution}"

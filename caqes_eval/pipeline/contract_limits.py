"""How long the law lets the contracts of a region last."""

from collections.abc import Iterator
from datetime import date, timedelta

from isodate import parse_duration

from caqes_eval.campaign.region import Region
from caqes_eval.campaign.region.contract import ContractTerm
from caqes_eval.foundation import french
from caqes_eval.foundation.errors import RuleNotFoundError
from caqes_eval.foundation.findings import Finding, Severity
from caqes_eval.foundation.strict_yaml import YamlText
from caqes_eval.regulation.parameters.rules import Rules
from caqes_eval.regulation.parameters.shown import rule_words
from caqes_eval.regulation.regime import CONTRACTS, end_of_contracts

MAXIMUM = "contract.maximum_duration"


def limit_faults(region: Region, document: YamlText, rules: Rules) -> Iterator[Finding]:
    """Yield a fault for each contract of a region that outlasts the law.

    Args:
        region: its contracts.
        document: the region file, for the lines.
        rules: the law; a contract follows the longest duration in force on its first day.

    Raises:
        RuleNotFoundError: the rules say nothing of the statute or of the generations of contracts.
        ParameterRequiredError: no source gives the longest duration.
    """
    for index, term in enumerate(region.contracts):
        for message, why in (*_too_long(term, rules), *_too_late(term, rules)):
            yield Finding(
                code="contrat_trop_long", severity=Severity.BLOCKING, file=document.file,
                line=document.line(("contracts", index, "end")), key=f"contracts, n° {index + 1}, end",
                value=term.end.isoformat(), message=message, why=why, remedy="corrigez les dates d’après le contrat signé.",
            )  # fmt: skip


def _too_long(term: ContractTerm, rules: Rules) -> Iterator[tuple[str, str]]:
    rules.file(MAXIMUM)
    try:
        rule = rules.on(MAXIMUM, term.start)
    except RuleNotFoundError:
        return  # on that day, the law sets no longest duration
    try:
        last: date = term.start + parse_duration(rule.text) - timedelta(days=1)
    except (OverflowError, ValueError):
        return  # beyond the year 9999, where no contract can end
    if term.end > last:
        message = (
            f"ce contrat, commencé le {french.day(term.start)}, dure plus de {rule_words(rule)} : son dernier jour est au plus "
            f"tard le {french.day(last)}."
        )
        yield message, f"C’est la durée maximale d’un contrat ({rule.reference.sentence()})."


def _too_late(term: ContractTerm, rules: Rules) -> Iterator[tuple[str, str]]:
    ended = end_of_contracts(rules)
    if ended and term.end >= ended.since:
        message = (
            f"ce contrat finit le {french.day(term.end)}, alors qu’il n’existe plus de contrat à partir du "
            f"{french.day(ended.since)}."
        )
        yield message, f"La loi les abroge ({ended.reference.sentence()})."
        return
    history = rules.file(CONTRACTS)
    last_days = [history.last_day(dated) for dated in history.values if dated.value == term.generation]
    last = max((day for day in last_days if day), default=None)
    if last and None not in last_days and term.end > last:
        message = (
            f"ce contrat de génération {term.generation} finit le {french.day(term.end)}, après le dernier jour de cette "
            f"génération ({french.day(last)})."
        )
        yield message, f"L’activité qui suit relève d’un autre droit (règle {CONTRACTS})."

"""The arithmetic of legal delays: a day of receipt plus a dated duration, and what a hearing does to it.

A delay follows the law of the day it starts. D. 162-15 and D. 162-16 prolong the delay after which the agency may decide
« jusqu’à l’audition de l’établissement si elle a été demandée avant l’expiration de ce délai »: nothing is suspended in
the middle, so no remainder is left to run. The delay ends on its own last day, or on the day of the hearing if later.
"""

import re
from dataclasses import dataclass
from datetime import date

from isodate import parse_duration

from caqes_eval.foundation import french
from caqes_eval.foundation.errors import InputValueError, ParameterFileError
from caqes_eval.regulation.parameters.rule import Rule
from caqes_eval.regulation.parameters.rules import Rules

COUNTING, SUSPENSION = "procedure.counting", "procedure.suspension"
COUNTED = "de quantième à quantième"
PROLONGED = "prolongé jusqu’à l’audition"

_WHOLE_DAYS = re.compile(r"P(?:[0-9]+[YMWD])+")
_WORDS = {"Y": ("an", "ans"), "M": ("mois", "mois"), "W": ("semaine", "semaines"), "D": ("jour", "jours")}


@dataclass(frozen=True, kw_only=True)
class Delay:
    """A delay that runs.

    Attributes:
        start: the day that starts it, which does not count.
        due: its last day, included.
        formula: how ``due`` was reached, in French words.
        parameters: the duration, then the way of counting.
    """

    start: date
    due: date
    formula: str
    parameters: tuple[Rule, ...]


@dataclass(frozen=True, kw_only=True)
class Hearing:
    """A hearing asked during a delay; ``held`` is None while it has not taken place."""

    asked: date
    held: date | None
    in_time: bool
    last_day: date
    rule: Rule


@dataclass(frozen=True, kw_only=True)
class Expiry:
    """The end of a delay that hearings may prolong; ``day`` is None while one of them is still to be held."""

    day: date | None
    said: str
    waits_for: str | None = None
    parameters: tuple[Rule, ...] = ()


def is_whole(duration: str) -> bool:
    """Say whether a duration is made of whole years, months, weeks or days, one at least (``P1M``, not ``PT15H`` nor ``P0D``)."""
    return bool(_WHOLE_DAYS.fullmatch(duration)) and any(int(count) for count in re.findall("[0-9]+", duration))


def delay(rules: Rules, key: str, start: date | None, said: str) -> Delay | None:
    """Return the delay that starts on a day, None while that day is not known.

    Args:
        rules: every dated rule.
        key: the duration (``procedure.appeal``).
        start: the day that starts it.
        said: what happened that day, in French (``reçu``).

    Raises:
        RuleNotFoundError: no duration is known on that day.
        ParameterFileError: the duration or the way of counting cannot be applied to days.
        InputValueError: the delay would end after the year 9999.
    """
    if start is None:
        return None
    rule, counting = rules.on(key, start), rules.on(COUNTING, start)
    _understood(counting, COUNTED)
    words = _in_words(rule)
    try:
        # isodate keeps the day of the month, or falls back on the last day of a shorter one
        due = start + parse_duration(rule.text)
    except (OverflowError, ValueError):
        raise InputValueError(
            f"Le délai qui part du {french.day(start)} ({words}) finit après l’an 9999.",
            remedy="Vérifiez l’année de cette date.",
        ) from None
    return Delay(start=start, due=due, formula=f"{said} le {french.day(start)} + {words}", parameters=(rule, counting))


def hearing(rules: Rules, during: Delay | None, asked: date | None, held: date | None) -> Hearing | None:
    """Return the hearing asked during a delay, None when there is none.

    Raises:
        RuleNotFoundError: the law of that day says nothing of a hearing.
        ParameterFileError: its effect is written in a way that cannot be applied.
    """
    if during is None or asked is None:
        return None
    rule = rules.on(SUSPENSION, during.start)
    _understood(rule, PROLONGED)
    return Hearing(asked=asked, held=held, in_time=asked <= during.due, last_day=during.due, rule=rule)


def expiry(of: Delay | None, said: str, *hearings: Hearing | None) -> Expiry | None:
    """Return the end of a delay, prolonged until the last of the hearings asked in time."""
    if of is None:
        return None
    in_time = [each for each in hearings if each is not None and each.in_time]
    parameters = (*(each.rule for each in in_time[:1]), *of.parameters)
    pending = [each.asked for each in in_time if each.held is None]
    if pending:
        waits_for = f"la tenue de l’audition demandée le {french.day(min(pending))}"
        return Expiry(day=None, said=said, waits_for=waits_for, parameters=parameters)
    held = max((each.held for each in in_time if each.held), default=of.due)
    return Expiry(day=max(of.due, held), said="audition tenue" if held > of.due else said, parameters=parameters)


def _in_words(rule: Rule) -> str:
    if not is_whole(rule.text):
        raise ParameterFileError(
            f"La durée « {rule.text} » de la règle « {rule.key} » n’est pas faite d’années, de mois, de semaines ou de "
            "jours entiers, un au moins : aucune date ne peut en être tirée.",
            remedy="Écrivez par exemple P1M (un mois), P3W (trois semaines) ou P15D (quinze jours).",
        )
    return " et ".join(french.plural(int(n), *_WORDS[unit]) for n, unit in re.findall(r"(\d+)([YMWD])", rule.text))


def _understood(rule: Rule, known: str) -> None:
    if rule.text != known:
        raise ParameterFileError(
            f"La règle « {rule.key} » dit « {rule.text} » : l’horloge ne sait appliquer que « {known} ».",
            remedy="Rétablissez cette valeur, ou demandez que l’autre façon de compter soit ajoutée.",
        )

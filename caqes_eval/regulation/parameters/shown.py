"""How a rule is written for a reader: its value with unit and comparator, its scope, its source, in French."""

from collections.abc import Mapping
from decimal import Decimal

from isodate import parse_duration

from caqes_eval.foundation import french
from caqes_eval.foundation.provenance import PROPOSED_LABEL, STATUS_LABELS, Reference, Status
from caqes_eval.regulation.parameters.rule import Rule
from caqes_eval.regulation.parameters.rule_file import Comparator, DatedValue
from caqes_eval.regulation.parameters.values import ProductGroup, Value

COMPARATORS: Mapping[Comparator, str] = {">=": "≥", ">": ">", "<=": "≤", "<": "<"}
PRODUCT_STATUS_WORDS: Mapping[str, str] = {
    "outside": "hors répertoire",
    "generic": "générique",
    "reference": "princeps ayant un générique",
    "biosimilar": "biosimilaire",
    "biological_reference": "biologique de référence",
    "not_released": "non restitué",
}


def value_words(value: Value | None, unit: str, comparator: Comparator | None = None) -> str:
    """Return a value in French with its unit and comparator; a value that does not exist is a dash."""
    if value is None:
        return french.ABSENT
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, Decimal):
        return f"{COMPARATORS[comparator]} {_number(value, unit)}" if comparator else _number(value, unit)
    if isinstance(value, dict):
        return " ; ".join(f"{name} = {_item(item)}" for name, item in value.items())
    if isinstance(value, tuple):
        return ", ".join(str(year) for year in value)
    # the words of a grid are written like codes: « totalement_rempli », « tous >= 1 »
    return _duration(value) if unit == "durée" else value.replace("_", " ").replace(">=", "≥").replace("<=", "≤")


def _number(value: Decimal, unit: str) -> str:
    digits = value.normalize().as_tuple().exponent
    assert isinstance(digits, int), "a parameter is a finite number"
    decimals = max(0, -digits)
    if unit == "proportion":
        return french.percent(value, max(0, decimals - 2))
    if unit == "€/boîte":
        return f"{french.euros(value)} par boîte"
    if unit == "€":
        return french.euros(value, 2 if decimals else 0)
    return f"{french.number(value, decimals)} {unit}"


def _item(item: object) -> str:
    if isinstance(item, ProductGroup):
        return f"{', '.join(item.biosimilars)} pour {', '.join(item.referents)}"
    return PRODUCT_STATUS_WORDS.get(str(item), str(item))


def _duration(iso: str) -> str:
    length = parse_duration(iso)
    years, months = int(getattr(length, "years", 0)), int(getattr(length, "months", 0))
    days = length.days
    parts = [french.plural(years, "an")] if years else []
    parts += [f"{months} mois"] if months else []
    if days:
        parts.append(french.plural(days // 7, "semaine") if iso.endswith("W") else french.plural(days, "jour"))
    return " ".join(parts) or "aucun délai"


def rule_words(rule: Rule) -> str:
    """Return the value of a rule in French, with unit and comparator."""
    return value_words(rule.value, rule.unit, rule.comparator)


def status_words(status: Status, *, proposed: bool) -> str:
    """Return a status in French; what the team proposes is never taken for what a text says."""
    return PROPOSED_LABEL if proposed else STATUS_LABELS[status]


def scope_words(dated: "DatedValue[object]", unit: str) -> str:
    """Return to whom a value applies; exceptions are named with their own value."""
    parts: list[str] = [dated.scope.generation] if dated.scope.generation else []
    parts.append(f"région {dated.scope.region}" if dated.scope.region else "nationale")
    named: dict[str, list[str]] = {}
    for finess, exception in dated.scope.exceptions.items():
        words = f"sauf {exception.name} : {value_words(exception.value, unit)}"  # type: ignore[arg-type]
        named.setdefault(words, []).append(finess)
    parts += [f"{words} ({', '.join(numbers)})" for words, numbers in named.items()]
    return ", ".join(parts)


def source_words(reference: Reference, note: str | None = None) -> str:
    """Return the text a value comes from, and the caveat noted beside it."""
    return f"{reference.sentence()}. {note}" if note else f"{reference.sentence()}."

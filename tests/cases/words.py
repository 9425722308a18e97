"""The French words of the method pages: what the inputs of the rules are called, how a value is written."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from caqes_eval.foundation import french
from caqes_eval.regulation.procedure.dates import ContractProposalDates, EvaluationDates

FOLDERS: Mapping[str, str] = {
    "regime": "Quel droit s’applique",
    "procedure": "Délais et dates",
    "refusal": "Refus de signer",
    "evaluation_sanction": "Sanction de l’évaluation (1re génération)",
    "incentive": "Intéressement",
    "overuse": "Recours excessif",
    "referentials": "Référentiels nationaux",
    "objectives": "Objectifs, seuils et plafonds",
    "mo": "Molécules onéreuses (liste en sus)",
    "biosimilar_grant": "Dotation biosimilaires",
    "envelope": "Enveloppe régionale",
    "successor": "Après le CAQES",
}
"""Folder of the examples → heading of the index, in the order of the index."""

_DATES: Mapping[str, str] = {
    name: event.label for kind in (EvaluationDates, ContractProposalDates) for name, event in kind.events().items()
}

INPUTS: Mapping[str, str] = {
    **_DATES,
    "activity": "activité",
    "acts": "actes",
    "alike": "établissements inventés, tous semblables",
    "amount": "montant",
    "author": "auteur",
    "boxes": "boîtes",
    "brackets": "tranches d’activité",
    "by_les_reduction": "par baisse de la prise en charge de la liste en sus",
    "cap": "plafond",
    "contract": "contrat",
    "contract_end": "fin du contrat",
    "count": "nombre",
    "current": "dépense de l’année",
    "dates": "dates connues",
    "denominator": "dénominateur",
    "end": "au",
    "entrants": "établissements",
    "evaluation_sanction": "sanctions de l’évaluation de la même année",
    "exclusions": "exclusions",
    "financing": "financement concerné",
    "finess": "FINESS",
    "first_day": "premier jour",
    "floor": "plancher",
    "growth": "évolution",
    "indicator": "indicateur",
    "indicators": "groupes mesurés par chaque indicateur",
    "key": "règle",
    "last_day": "dernier jour",
    "les_base": "montant versé pour la liste en sus",
    "les_rate": "taux de prise en charge de la liste en sus",
    "measured": "groupes mesurés par chaque indicateur",
    "measures": "mesures",
    "mode": "mode",
    "numerator": "numérateur",
    "override": "passer outre, par décision motivée",
    "overrides": "montants fixés à la main",
    "part": "partie",
    "parts": "parts",
    "points": "points",
    "points_max": "points possibles",
    "previous": "année précédente",
    "rate": "taux",
    "reason": "motif",
    "receipts": "produits reçus de l’assurance maladie",
    "reduction": "baisse",
    "remedies_stated": "voies de recours indiquées",
    "referral": "saisine de l’agence",
    "revision": "révision à la baisse",
    "revision_reason": "raison de la révision",
    "rule": "règle de la région",
    "savings": "économies",
    "share": "part",
    "signatory": "contrat signé",
    "signed": "a signé",
    "spending": "dépense",
    "start": "du",
    "target": "cible",
    "tariff": "tarif",
    "today": "jour de lecture",
    "transmitted": "a transmis",
    "up_to": "au-dessous de",
    "value": "valeur",
    "volets": "volets",
    "what": "mesure",
    "whole": "tout",
}
"""Name of an input in the code → what a reader calls it."""

_SWITCHES = {"yes": "oui", "no": "non", "true": "oui", "false": "non"}


def given_lines(name: str, value: Any) -> list[str]:
    """Return an input of an example as a Markdown list in French: ``- numérateur : 81 889``."""
    label = INPUTS.get(name, name)
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return [f"- {label} :", *(f"  - {_words(name, each)}" for each in value)]
    return [f"- {label} : {_words(name, value)}"]


def _words(name: str, value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(_named(key, each) for key, each in value.items()) or "aucune"
    if isinstance(value, list):
        return (
            ", ".join(f"({_words(name, each)})" if isinstance(each, dict) else _words(name, each) for each in value)
            or "aucun"
        )
    if value is None:
        return "non connu"
    text = str(value)
    if name == "key":
        return f"`{text}`"
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return french.day(date.fromisoformat(text))
    if name != "finess" and re.fullmatch(r"-?\d+(\.\d+)?", text):
        return french.number(Decimal(text), len(text.partition(".")[2]))
    return _SWITCHES.get(text, text)


def _named(name: str, value: Any) -> str:
    label, words = INPUTS.get(name, name), _words(name, value)
    return f"{label} ({words})" if isinstance(value, dict) else f"{label} : {words}"


def result_words(value: object) -> str:
    """Return a result of an example that is neither an amount nor a judgement."""
    if isinstance(value, Fraction):
        return french.number(value, 6)
    return french.euros(value) if isinstance(value, Decimal) else str(value)


def measure_words(value: Fraction | None, unit: str) -> str:
    """Return a measure in the unit of its limit."""
    if value is None:
        return "non connu"
    if unit == "proportion":
        return french.percent(value, 2)
    if unit == "€":
        return french.euros(value)
    return f"{french.number(value, 0 if value.denominator == 1 else 2)} {unit}"

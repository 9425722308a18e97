"""The text that reminds a hospital of what it has not sent, ready to paste; it names no other hospital."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from caqes_eval.campaign.region import Deadline
from caqes_eval.foundation.french import capital, day, plural, typography
from caqes_eval.intake.forms.form import Form
from caqes_eval.pipeline.collection.matrix import Cell, Matrix

UNPUBLISHED = "échéance non publiée"

_SHORTEST_NAME = 4
"""Letters under which a name is not looked for in a note: it would be found in any word."""


@dataclass(frozen=True, kw_only=True)
class Reminder:
    """A reminder to one hospital.

    Attributes:
        finess, name: to whom.
        text: in French, a subject line first.
        withheld: notes left out because they speak of another hospital.
    """

    finess: str
    name: str
    text: str
    withheld: tuple[str, ...] = ()


def reminders(
    matrix: Matrix, forms: Mapping[str, Form], *, omedit: str, names: Mapping[str, str]
) -> tuple[Reminder, ...]:
    """Return a reminder to each hospital that has something to send on a period that is over, the latest first.

    Args:
        matrix: the returns.
        forms: by code, for their titles and declarations.
        omedit: who asks, and is to be answered.
        names: every hospital known, by FINESS: a note that speaks of another one is not quoted.
    """
    found = []
    for finess in matrix.hospitals():
        cells = [cell for cell in matrix.of(finess) if cell.to_remind]
        if cells:
            # a hospital has two numbers, site and legal body, and may be called by either
            others = {number: name for number, name in names.items() if name != cells[0].expected.name}
            found.append(_reminder(cells, forms, omedit, others))
    return tuple(found)


def period_label(period: str) -> str:
    """Return a period as people say it: « S2 2025 », « 2025 »."""
    year, _, half = period.partition("-")
    return f"{half} {year}" if half else year


def due_words(deadline: Deadline | None) -> str:
    """Return by when a return is expected: « attendu le 09/03/2026, délai de rigueur 21/03/2026 »."""
    if deadline is None or not (deadline.expected or deadline.strict):
        return UNPUBLISHED
    parts = [f"attendu le {day(deadline.expected)}"] if deadline.expected else []
    parts += [f"délai de rigueur {day(deadline.strict)}"] if deadline.strict else []
    return ", ".join(parts)


def _reminder(cells: list[Cell], forms: Mapping[str, Form], omedit: str, others: Mapping[str, str]) -> Reminder:
    hospital, today = cells[0].expected, cells[0].today
    year = hospital.period[:4]
    withheld: list[str] = []
    asked = [
        "\n".join((f"{rank}. {_title(cell, forms)}", *(f"   {line}" for line in _lines(cell, forms, others, withheld))))
        for rank, cell in enumerate(cells, start=1)
    ]
    introduction = (
        f"Au titre du contrat d’amélioration de la qualité et de l’efficience des soins (CAQES), année {year}, voici ce "
        f"que nous attendons encore de votre établissement au {day(today)} :"
    )
    whom = (
        f"Merci d’adresser vos fichiers à {omedit}, en réponse à ce message, sans nom, numéro ni date de naissance de "
        "patient. Si vous les avez déjà envoyés, ou en cas de difficulté, merci de nous le signaler."
    )
    paragraphs = [
        f"Objet : CAQES {year}, {hospital.name} (FINESS {hospital.finess}) : {plural(len(cells), 'retour')} à nous envoyer",
        "Bonjour,",
        introduction,
        *asked,
        whom,
        f"Cordialement,\n{omedit}",
    ]
    return Reminder(
        finess=hospital.finess, name=hospital.name, text=typography("\n\n".join(paragraphs)), withheld=tuple(withheld)
    )


def _title(cell: Cell, forms: Mapping[str, Form]) -> str:
    return f"{forms[cell.expected.form].label}, {period_label(cell.expected.period)}"


def _lines(cell: Cell, forms: Mapping[str, Form], others: Mapping[str, str], withheld: list[str]) -> Iterator[str]:
    """Yield when it was due, what is wrong with what came, and what to do."""
    deadlines = cell.expected.deadlines
    several = len(deadlines) > 1
    if not any(deadline.expected or deadline.strict for deadline in deadlines):
        yield "Aucune date limite n’est publiée pour ce retour ; merci de l’envoyer dès que possible."
    for deadline in deadlines:
        if deadline.expected or deadline.strict:
            yield (
                f"{deadline.object} : {_due(deadline, cell.today)}" if several else capital(_due(deadline, cell.today))
            )
    action = "remplir le formulaire qui vous a été envoyé et nous le retourner."
    if cell.receipt is not None:
        kind = "est incomplet" if cell.state == "incomplet" else "n’a pas pu être retenu"
        yield f"Le fichier reçu le {day(cell.receipt.received_on)} {kind}{_why(cell.receipt.note, others, withheld)}."
        action = f"{'compléter' if cell.state == 'incomplet' else 'corriger'} le formulaire et nous le renvoyer."
    yield f"À faire : {action}"
    if declaration := forms[cell.expected.form].declaration:
        yield f"S’il n’y a rien à déclarer, répondez Oui à « {declaration.label} » : une feuille vide ne le dit pas."


def _due(deadline: Deadline, today: date) -> str:
    """Return the dates of a deadline, and which of them have passed."""
    expected, strict = deadline.expected, deadline.strict
    sentences = []
    if expected:
        sentences.append(f"attendu le {day(expected)}{' (date dépassée)' if today > expected else ''}.")
    if strict and today <= strict:
        sentences.append(f"Délai de rigueur : {day(strict)} ; après cette date, l’envoi sera hors délai.")
    elif strict:
        sentences.append(f"Le délai de rigueur du {day(strict)} est dépassé : merci de nous contacter.")
    return " ".join(sentences)


def _why(note: str, others: Mapping[str, str], withheld: list[str]) -> str:
    """Return the note as the end of a sentence, nothing when it is empty or speaks of another hospital."""
    if not note:
        return ""
    words = note.casefold()
    named = (name for name in others.values() if len(name) >= _SHORTEST_NAME)
    cited = any(finess.casefold() in words for finess in others)
    if cited or any(re.search(rf"\b{re.escape(name.casefold())}\b", words) for name in named):
        withheld.append(note)
        return ""
    return f" : {note.rstrip('. ')}"

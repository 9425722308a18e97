"""Answers in words: free text, yes or no, one of a list."""

from difflib import SequenceMatcher
from functools import lru_cache

from caqes_eval.intake.tables.cells import Absence, Cell, Reading
from caqes_eval.intake.tables.schema import Choice, ColumnSchema
from caqes_eval.intake.values.content import clean, fold, seen, typed

_YES = frozenset(
    fold(word) for word in ("oui", "o", "yes", "y", "x", "1", "vrai", "true", "☑", "☒", "✓", "✔", "✅", "[x]")
)
_NO = frozenset(fold(word) for word in ("non", "n", "no", "0", "faux", "false", "☐", "[]"))
_LIKENESS, _LEAD = 0.75, 0.1


def read_text(cell: Cell) -> Reading[str]:
    """Read free text: invisible characters and superfluous spaces go, line breaks stay, no letter changes."""
    lines = [clean(line) for line in seen(cell).splitlines()]
    text = "\n".join(lines).strip()
    return Reading(value=text) if text else Reading(absence=Absence.MISSING)


def read_yes_no(cell: Cell) -> Reading[bool]:
    """Read yes or no, in any of the ways of formats.md §10.13: ``oui``, ``O``, ``X``, ``1``, ``VRAI``, ``☑`` or no."""
    if isinstance(cell.native, bool):
        return Reading(value=cell.native)
    answer = fold(typed(cell)).rstrip(".!")
    if answer in _YES or answer in _NO:
        return Reading(value=answer in _YES)
    if answer.startswith(("oui", "non")):
        return Reading(
            problem="D’autres mots accompagnent « oui » ou « non » : la cellule ne doit contenir que l’un des deux.",
        )
    return Reading(problem="Cette réponse n’est ni « oui » ni « non ».")


def read_choice(cell: Cell, column: ColumnSchema) -> Reading[str]:
    """Read an answer of the list and return its code; accents, capitals and spaces do not matter.

    An answer of no choice is refused with the nearest one proposed, when it is near and well ahead of the next.
    """
    exact = choices_of(cell, column)
    if len(exact) == 1:
        return Reading(value=exact[0].code)
    if len(exact) > 1:
        labels = " ou ".join(f"« {choice.label} »" for choice in exact)
        return Reading(problem=f"Cette réponse peut vouloir dire {labels} : écrivez-la en entier.")
    nearest = _nearest(fold(typed(cell)), column.choices)
    return Reading(
        problem="Cette réponse n’est pas dans la liste.",
        proposal=nearest.label if nearest else "",
    )


def choices_of(cell: Cell, column: ColumnSchema) -> list[Choice]:
    """Return the choices of which the cell writes the code, the label or a synonym; none for an empty cell."""
    answer = fold(typed(cell))
    return [choice for choice in column.choices if answer and answer in _names(choice)]


@lru_cache(maxsize=1024)
def _names(choice: Choice) -> frozenset[str]:
    return frozenset(fold(name) for name in (choice.code, choice.label, *choice.synonyms))


def _nearest(answer: str, choices: tuple[Choice, ...]) -> Choice | None:
    """Return the choice most like the answer, if it is like it enough and more than any other."""
    scored = sorted(
        ((max(_likeness(answer, name) for name in _names(choice)), choice) for choice in choices),
        key=lambda pair: pair[0],
        reverse=True,
    )
    if not scored or scored[0][0] < _LIKENESS:
        return None
    clear = len(scored) == 1 or scored[0][0] - scored[1][0] >= _LEAD
    return scored[0][1] if clear else None


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()

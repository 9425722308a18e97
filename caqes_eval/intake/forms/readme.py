"""The first sheet of a form, « Lisez-moi »: what is asked, of whom, for when, and how to fill it."""

from collections.abc import Sequence
from datetime import date

from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from caqes_eval.foundation import french
from caqes_eval.intake.forms import styles
from caqes_eval.intake.forms.cells import put
from caqes_eval.intake.forms.form import PROPOSED, Form
from caqes_eval.intake.forms.mark import Mark
from caqes_eval.intake.tables.schema import Choice

README_SHEET = "Lisez-moi"
_LABEL_WIDTH, _TEXT_WIDTH, _LINE = 24, 100, 16.0

_GENERAL = (
    "Choisissez les réponses dans les listes quand une flèche apparaît à droite de la case.",
    (
        "Zéro, « sans objet » et une case vide ne veulent pas dire la même chose : 0 est une réponse, « sans objet » dit que la "
        "question ne se pose pas, « non disponible » que la valeur n’est pas connue, une case vide est une réponse manquante."
    ),
    (
        "Ne renommez pas les feuilles, n’insérez pas de ligne au-dessus des titres : le classeur est relu par un programme. "
        "Vous pouvez élargir les colonnes et coller des valeurs."
    ),
    "Renvoyez ce classeur lui-même, au format Excel, sans mot de passe.",
)
_COLOURS = (
    (styles.GREY, "Case grise", "Déjà remplie et verrouillée : l’identité, ou ce qui est demandé."),
    (styles.KNOWN, "Case jaune", "Reprise de ce que vous avez déjà transmis : vérifiez-la, corrigez si besoin."),
    (None, "Case blanche", "À remplir."),
    (styles.NAVY, "Titre bleu foncé", "Réponse obligatoire (« Obligatoire » est aussi écrit à côté)."),
)


def fill_readme(target: Worksheet, form: Form, mark: Mark, name: str, due: date | None) -> None:
    """Write the sheet.

    Args:
        target: the empty sheet.
        form: what is asked.
        mark: of whom, for which campaign and period.
        name: the hospital, with its city.
        due: the day the answer is expected, if one is set.
    """
    target.column_dimensions["A"].width, target.column_dimensions["B"].width = _LABEL_WIDTH, _TEXT_WIDTH
    page = _Page(target)
    page.title(form.label)
    page.pairs(
        [
            ("Établissement", name),
            ("FINESS", mark.finess),
            ("Campagne", mark.campaign),
            ("Année évaluée", str(mark.year)),
            ("Période", mark.period),
            *([("À renvoyer avant le", french.day(due))] if due else []),
            ("Feuilles à remplir", ", ".join(sheet.schema.label for sheet in form.sheets)),
        ]
    )
    page.section("Comment remplir")
    page.numbered([*form.instructions, *_GENERAL])
    if form.proposed:
        page.section("Ce qui reste à valider")
        page.paragraph(f"Listes de réponses, {PROPOSED} : {_proposed(form)}.")
    page.section("Les couleurs")
    page.colours()
    page.paragraph(f"Formulaire {mark.form}, version {mark.version}.")
    target.page_setup.orientation = "portrait"
    target.page_setup.fitToHeight = 0
    target.sheet_properties.pageSetUpPr.fitToPage = True


def _proposed(form: Form) -> str:
    """Return the lists that are proposed, each once: the first question it answers and how many others."""
    questions: dict[tuple[Choice, ...], list[str]] = {}
    for table, column in form.lists():
        if (table.code, column.code) in form.proposed:
            questions.setdefault(column.choices, []).append(column.label)
    return " ; ".join(
        f"« {labels[0]} »"
        + (f" et {french.plural(len(labels) - 1, 'autre question', 'autres questions')}" if labels[1:] else "")
        for labels in questions.values()
    )


class _Page:
    """Writes down a sheet, one line after the other."""

    def __init__(self, target: Worksheet) -> None:
        self._target = target
        self._row = 1

    def title(self, text: str) -> None:
        cell = self._write(1, text)
        # longer than its column: it runs over the next one
        cell.font, cell.alignment = styles.TITLE, styles.PLAIN
        self._next(26.0, blank=1)

    def section(self, text: str) -> None:
        self._row += 1
        cell = self._write(1, text)
        cell.font, cell.alignment = styles.SUBTITLE, styles.PLAIN
        self._next(20.0)

    def pairs(self, pairs: Sequence[tuple[str, str]]) -> None:
        for label, text in pairs:
            self._write(1, label).font = styles.LABEL
            self._write(2, text)
            self._next(_height(text))

    def numbered(self, texts: Sequence[str]) -> None:
        for number, text in enumerate(texts, start=1):
            self._write(1, f"{number}.").alignment = styles.RANK
            self._write(2, text)
            self._next(_height(text))

    def paragraph(self, text: str) -> None:
        self._write(2, text)
        self._next(_height(text))

    def colours(self) -> None:
        for colour, name, meaning in _COLOURS:
            cell = self._write(1, name)
            cell.border = styles.BOX
            if colour:
                cell.fill = styles.fill(colour)
            if colour == styles.NAVY:
                cell.font = styles.HEADING
            self._write(2, meaning)
            self._next(_height(meaning))

    def _write(self, column: int, text: str) -> Cell:
        cell = self._target.cell(self._row, column)
        put(cell, french.typography(text))
        cell.font, cell.alignment = styles.BODY, styles.WRAP
        return cell

    def _next(self, height: float, *, blank: int = 0) -> None:
        self._target.row_dimensions[self._row].height = height
        self._row += 1 + blank


def _height(text: str) -> float:
    # a proportional font holds a little more than its nominal width
    return (1 + len(text) // int(_TEXT_WIDTH * 1.1)) * _LINE + 2

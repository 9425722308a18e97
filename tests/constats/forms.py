"""Forms that come back."""

import io
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.cell import MergedCell

from caqes_eval.foundation.findings import Finding
from caqes_eval.intake.forms.definitions import FORMS
from caqes_eval.intake.forms.form import Form
from caqes_eval.intake.forms.mark import Mark, mark_for
from caqes_eval.intake.forms.reading import read_form
from tests.constats.model import Example, Room
from tests.unit.intake.forms_filling import RECIPIENT, SENT, filled, sent

_FORM = FORMS["mo_initiations"]
_MARK = mark_for(_FORM, **SENT, finess=RECIPIENT.finess)
_LINE = {
    "dci": "Rituximab", "level_1": "cancer", "level_2": "Glioblastome", "declared_code": "I999999", "argued": True,
    "argument_type": "rcp",
}  # fmt: skip
Produce = Callable[[Path], Iterable[Finding]]


def _answered(declared: bool | None, *lines: dict[str, object], asked: Mark | None = None) -> Produce:
    def produce(folder: Path) -> Iterable[Finding]:
        answers = {"identification": [{"no_initiation": declared}], "initiations": lines}
        path = filled(_FORM, sent(_FORM), answers, folder / "recueil.xlsx")
        return read_form(path, _FORM, sent=asked).findings

    return produce


def _changed(change: Callable[[Workbook], None]) -> Produce:
    def produce(folder: Path) -> Iterable[Finding]:
        book = load_workbook(io.BytesIO(sent(_FORM)))
        change(book)
        book.save(folder / "recueil.xlsx")
        return read_form(folder / "recueil.xlsx", _FORM, sent=_MARK).findings

    return produce


def _expected(**change: str) -> Produce:
    return _answered(None, _LINE, asked=replace(_MARK, **change))


def _without_mark(book: Workbook) -> None:
    for sheet in [
        sheet for sheet in book.worksheets if sheet.sheet_state != "visible" and "caqes" in sheet.title.lower()
    ]:
        book.remove(sheet)


def _without_initiations(book: Workbook) -> None:
    book.remove(book["Initiations"])


def _other_headings(book: Workbook) -> None:
    for row in book["Initiations"].iter_rows():
        for cell in row:
            if not isinstance(cell, MergedCell):
                cell.value = None


EXAMPLES = (
    Example("declaration_manquante", "Feuille vide, rien de déclaré", _answered(None)),
    Example("declaration_contredite", "« Aucune initiation », et une ligne", _answered(True, _LINE)),
    Example(
        "partie_superieure_au_tout",
        "Plus de conciliations que de séjours éligibles",
        lambda folder: _other_form(_PHARMACY, "activite", {"eligible": 10, "entry_conciliated": 12})(folder),
    ),
    Example(
        "chemin_ecrit",
        "Un chemin au lieu d’un nom de fichier",
        lambda folder: _other_form(_PLAN, "plan_actions", {"indicator": "mo", "proof": "../../preuve.pdf"})(folder),
    ),
    Example("feuille_absente", "Feuille supprimée", _changed(_without_initiations)),
    Example("feuille_meconnaissable", "Titres effacés", _changed(_other_headings)),
    Example("formulaire_sans_marque", "Feuille cachée retirée", _changed(_without_mark)),
    Example("formulaire_autre", "Un autre formulaire", _expected(form="transport")),
    Example("formulaire_autre_campagne", "Formulaire d’une autre campagne", _expected(campaign="paca-2024")),
    Example("formulaire_autre_periode", "Formulaire du semestre précédent", _expected(period="S1 2025")),
    Example("formulaire_autre_etablissement", "Formulaire d’un autre hôpital", _expected(finess="2A0000014")),
    Example("formulaire_autre_version", "Formulaire d’une édition ancienne", _expected(version="0")),
)
_PHARMACY, _PLAN = FORMS["clinical_pharmacy"], FORMS["action_plan"]


def _other_form(form: Form, sheet: str, row: dict[str, object]) -> Produce:
    def produce(folder: Path) -> Iterable[Finding]:
        return read_form(filled(form, sent(form), {sheet: [row]}, folder / f"{form.code}.xlsx"), form).findings

    return produce


ROOM = Room(
    title="Formulaires de retour",
    about="Ici, le recueil des initiations. Une feuille vide n’est un zéro que si elle est déclarée telle.",
    codes=[example.code for example in EXAMPLES],
    examples=EXAMPLES,
)

"""What a cell accepts while it is typed, with messages in French; what is read back is checked again in any case."""

from openpyxl.worksheet.datavalidation import DataValidation

from caqes_eval.intake.forms.cells import NOT_APPLICABLE
from caqes_eval.intake.tables.schema import ColumnSchema, Kind
from caqes_eval.intake.values import expected_of
from caqes_eval.intake.values.months import FIRST_YEAR, LAST_YEAR

_TITLE, _TEXT = 32, 255
# Excel refuses a longer formula in a validation
LONGEST_FORMULA = 255
# a code of an unusual shape is asked about, not refused: the reader has the last word
_WARNED: frozenset[Kind] = frozenset({"ucd", "cip", "lpp", "les"})


def validation(column: ColumnSchema, first: str, *, answers: str, absences: str) -> DataValidation:
    """Return the validation of a column, to be applied on cells that start at ``first``.

    Args:
        column: what its cells hold.
        first: address of the first cell (``B5``).
        answers: the range of its list of answers; empty when it has none.
        absences: the range of the words for « no value ».
    """
    formula = answers or _formula(column, first, absences)
    rule = DataValidation(
        type=None if not formula else "list" if answers else "custom",
        formula1=formula or None,
        allow_blank=True,
        errorStyle="warning" if column.kind in _WARNED else "stop",
        errorTitle="Valeur inattendue",
        error=_cut(_error(column), _TEXT),
        promptTitle=_cut(column.label, _TITLE),
        prompt=_cut(prompt(column), _TEXT),
    )
    rule.showErrorMessage = bool(formula)
    rule.showInputMessage = True
    return rule


def prompt(column: ColumnSchema) -> str:
    """Return what to type in a column, in French: whether it must be, its help, what is expected."""
    if column.prefilled:
        return column.help
    plain_text = column.kind == "text" or (column.kind == "choice" and len(column.choices) > 0)
    expected = "" if plain_text or column.kind == "yes_no" else f"Attendu : {expected_of(column)}."
    return " ".join(filter(None, ("Obligatoire." if column.required else "", column.help, expected)))


def _error(column: ColumnSchema) -> str:
    if column.kind in ("choice", "yes_no"):
        return "Choisissez une réponse de la liste (flèche à droite de la case)."
    return f"Attendu : {expected_of(column)}. Si la question ne se pose pas : « {NOT_APPLICABLE} »."


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _formula(column: ColumnSchema, cell: str, absences: str) -> str:
    """Return the test of a cell, empty when any text will do."""
    accepted = _test(column, cell)
    return f"OR({accepted},COUNTIF({absences},{cell})>0)" if accepted else ""


def _test(column: ColumnSchema, cell: str) -> str:
    match column.kind:
        case "count" | "quantity" | "money" | "rate":
            return _number(column, cell)
        case "date":
            return f"AND(ISNUMBER({cell}),{cell}>=DATE({FIRST_YEAR},1,1),{cell}<DATE({LAST_YEAR + 1},1,1))"
        case "finess":
            corsican = f'LEFT({cell},2)="2A",LEFT({cell},2)="2B"'
            return f"AND(LEN({cell})=9,ISNUMBER(--MID({cell},3,7)),OR(ISNUMBER(--LEFT({cell},2)),{corsican}))"
        case "ucd" | "cip":
            return f"AND(OR(LEN({cell})=7,LEN({cell})=13),ISNUMBER(--{cell}))"
        case "lpp":
            return f"AND(LEN({cell})=7,ISNUMBER(--{cell}))"
        case "les":
            return f"LEN({cell})=7"
        case _:
            return ""


def _number(column: ColumnSchema, cell: str) -> str:
    tests = [f"ISNUMBER({cell})"]
    if column.minimum is not None:
        tests.append(f"{cell}>={column.minimum}")
    if column.maximum is not None:
        tests.append(f"{cell}<={column.maximum}")
    if column.kind == "count":
        tests.append(f"INT({cell})={cell}")
    return f"AND({','.join(tests)})"

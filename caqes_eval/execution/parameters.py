"""Parameters of a notebook, checked before papermill sees them.

papermill pastes names as code and guesses types: a FINESS would become an integer. Only names that the template
declares pass, with values of plain types.
"""

from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from caqes_eval.execution.task import ParameterValue
from caqes_eval.foundation.errors import ParameterFileError


@cache
def declared(template: Path) -> frozenset[str]:
    """Return the names that a template's ``parameters`` cell declares."""
    import papermill

    return frozenset(papermill.inspect_notebook(str(template)))


def check_parameters(template: Path, parameters: Mapping[str, ParameterValue]) -> None:
    """Refuse a parameter that the template does not declare, or whose value is not plain.

    Raises:
        ParameterFileError: with the nearest declared name.
    """
    known = declared(template)
    for name, value in parameters.items():
        if name not in known or not name.isidentifier():
            near = get_close_matches(name, known, n=1)
            hint = f"Vouliez-vous « {near[0]} » ?" if near else f"Paramètres déclarés : {', '.join(sorted(known))}."
            raise ParameterFileError(f"Le modèle {template.name} ne déclare pas le paramètre « {name} ».", remedy=hint)
        if type(value) not in (str, int, float, bool, type(None)):
            raise ParameterFileError(
                f"Le paramètre « {name} » du modèle {template.name} n’est ni un texte, ni un nombre, ni oui/non.",
                remedy="Passez une valeur simple.",
            )

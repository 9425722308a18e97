"""``python -m tests.indicators.page``: print in ``docs/familles.md`` what each family measures, as the code declares it."""

from collections.abc import Iterator
from pathlib import Path

from caqes_eval.families.definition import Definition, Family
from caqes_eval.families.registry import families
from caqes_eval.foundation.french import typography
from caqes_eval.notebook.values import DIRECTIONS
from tests.indicators.examples import FOLDER, examples

PAGE = Path(__file__).parents[2] / "docs" / "familles.md"
HEAD = """# Ce que mesure chaque famille

Cette page est écrite par `python -m tests.indicators.page` d’après les déclarations du code ; un test la tient à jour. Les
objectifs sont des règles datées : `caqes law CLÉ` dit leur valeur, leur source et leur statut. Sans règle, l’indicateur est
donné pour information. Chaque indicateur a ses exemples refaits à la main dans `tests/indicators`.

Le détail des génériques et des biosimilaires est dans [une page à part](generiques-et-biosimilaires.md).
"""


def page() -> str:
    """Return the page."""
    known = [each for _, each in sorted(families().items())]
    return HEAD + "".join(f"\n{section}" for family in known for section in _family(family))


def _family(family: Family) -> Iterator[str]:
    count = sum(example.family == family.code for example in examples())
    read = " ; ".join(f"{need.label} (`{need.code}`)" for need in family.inputs)
    yield f"## {family.title} (`{family.code}`)\n"
    yield typography(
        f"Volet : {family.volet}. Indicateurs du contrat : {', '.join(f'`{code}`' for code in family.contracts)}. "
        f"Ce qu’elle lit : {read}. Exemples : {count}.\n"
    )
    yield "| Code | Indicateur | Calcul | Sens | Objectif | Pourquoi |\n|---|---|---|---|---|---|\n" + "".join(
        _row(definition) for definition in family.definitions
    )


def _row(definition: Definition) -> str:
    calculation = definition.numerator + (f" ÷ {definition.denominator}" if definition.denominator else "")
    code = f"`{definition.code}`" + (" et son détail" if definition.by_part else "")
    target = f"`{definition.target}`" if definition.target else definition.untargeted or "—"
    cells = [code, definition.label, calculation, DIRECTIONS[definition.direction], target, definition.why]
    return "| " + " | ".join(typography(cell.replace("|", "\\|")) for cell in cells) + " |\n"


if __name__ == "__main__":
    assert FOLDER.is_dir(), "the examples stand beside this module"
    PAGE.write_text(page(), encoding="utf-8", newline="\n")

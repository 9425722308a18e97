"""DMI: the themes of the year, as data of the region, and the hospital's own audited records. Pure functions."""

from dataclasses import dataclass

from caqes_eval.families.case import Case
from caqes_eval.families.dmi import audit
from caqes_eval.families.dmi.parameters import parameter
from caqes_eval.regulation.parameters.rule import Rule

THEMES = "dmi.themes"


@dataclass(frozen=True, kw_only=True)
class Theme:
    """A theme of the year.

    Attributes:
        perimeter: code of the perimeter of the audit form it is about, which names its rule.
        label: name of that perimeter, in French.
        audited: records of that perimeter audited in the year.
    """

    perimeter: str
    label: str
    rule: Rule
    audited: int


def themes(case: Case) -> list[Theme]:
    """Return the themes of the case's region and year; none when the region gives none."""
    perimeters = [record.get("perimeter") for record in audit.records(case)]
    found = []
    for key in case.law.rules.keys(THEMES):
        rule, code = parameter(case, key).rule, key.rpartition(".")[2]
        if rule is not None:
            label = audit.LISTS["perimeter"].get(code, code)
            found.append(Theme(perimeter=code, label=label, rule=rule, audited=perimeters.count(code)))
    return found

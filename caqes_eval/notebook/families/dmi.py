"""DMI: what the page shows beside the common sections. Every number of a figure is in a table."""

from collections.abc import Sequence
from fractions import Fraction

from caqes_eval.families.dmi import audit, implants
from caqes_eval.families.dmi.themes import themes
from caqes_eval.foundation import french
from caqes_eval.notebook.blocks import Block, Column, sentences, table
from caqes_eval.notebook.evaluation import Evaluation
from caqes_eval.notebook.families.dmi_audit import (
    NO_AUDIT,
    blocks_table,
    criteria_figure,
    criteria_table,
    system_table,
    traceability_table,
    udi_table,
)
from caqes_eval.notebook.families.dmi_mapping import mapping_figure, mapping_table, units_by_axis_table, units_table

__all__ = [
    "blocks_table", "criteria_figure", "criteria_table", "mapping_figure", "mapping_table", "perimeters_table",
    "system_table", "themes_table", "traceability_table", "udi_table", "units_by_axis_table", "units_table", "volumes_table",
]  # fmt: skip

LPP_SHOWN = 15


def themes_table(evaluation: Evaluation) -> Block:
    """The themes of the year in the region, and what the hospital audited of them."""
    found = themes(evaluation.case)
    if not found:
        return sentences([], empty=f"Aucun thème n’est connu pour la région en {evaluation.case.year}.")
    columns = [Column("Thème"), Column("Périmètre de l’audit"), Column("Dossiers audités", "figures"), Column("Source")]
    audited = audit.records(evaluation.case)
    rows = [
        [
            theme.rule.text, theme.label, french.number(theme.audited) if audited else french.ABSENT,
            theme.rule.reference.sentence(),
        ]
        for theme in found
    ]  # fmt: skip
    return table(f"Thèmes de {evaluation.case.year}", columns, rows)


def perimeters_table(evaluation: Evaluation) -> Block:
    """The audited records by perimeter, by how the device is managed, and how many are paid within the stay."""
    audited = audit.records(evaluation.case)
    if not audited:
        return sentences([], empty=NO_AUDIT)
    managements = audit.LISTS["management"]
    columns = [
        Column("Périmètre"), Column("Dossiers", "figures"), *(Column(label, "figures") for label in managements.values()),
        Column("dont intra-GHS", "figures"),
    ]  # fmt: skip
    named = [*audit.LISTS["perimeter"].items(), (None, "Périmètre non précisé")]
    rows = [
        [label, *_perimeter_figures(chosen, tuple(managements))]
        for code, label in named
        if (chosen := [each for each in audited if _listed("perimeter", each.get("perimeter")) == code])
    ]
    rows.append(["Ensemble", *_perimeter_figures(audited, tuple(managements))])
    return table("Dossiers audités par périmètre", columns, rows)


def _listed(column: str, value: object) -> str | None:
    return str(value) if isinstance(value, str) and value in audit.LISTS[column] else None


def _perimeter_figures(chosen: Sequence[audit.Answers], managements: Sequence[str]) -> list[str]:
    by_management = [sum(each.get("management") == code for each in chosen) for code in managements]
    within = sum(each.get("intra_ghs") is True for each in chosen)
    return [french.number(count) for count in (len(chosen), *by_management, within)]


def volumes_table(evaluation: Evaluation) -> Block:
    """The devices implanted in the year by LPP, the most first."""
    volumes = implants.by_lpp(evaluation.case)
    if not volumes:
        return sentences([], empty="Aucune pose de l’année dans les fichiers du PMSI reçus.")
    columns = [Column("Code LPP", "code"), Column("DMI posés", "figures"), Column("Montant", "figures")]
    rows = [[each.lpp, _quantity(each.quantity), french.euros(each.amount)] for each in volumes[:LPP_SHOWN]]
    rest = volumes[LPP_SHOWN:]
    if rest:
        rows.append([french.plural(len(rest), "autre code", "autres codes"), *_summed(rest)])
    rows.append(["Ensemble", *_summed(volumes)])
    return table(f"DMI posés en {evaluation.case.year} (liste en sus, hors DMI intra-GHS)", columns, rows)


def _summed(volumes: Sequence[implants.Volume]) -> list[str]:
    quantities = implants.total(each.quantity for each in volumes)
    return [_quantity(quantities), french.euros(implants.total(each.amount for each in volumes))]


def _quantity(value: Fraction | None) -> str:
    return french.number(value, 0 if value is None or value.denominator == 1 else 1)

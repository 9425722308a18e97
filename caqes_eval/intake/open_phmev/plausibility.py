"""Plausible or not: what is kept, and travels with the result for a person to look at."""

import duckdb

from caqes_eval.foundation.findings import Finding, Severity
from caqes_eval.intake.open_phmev.checks import NOT_A_PRODUCT
from caqes_eval.intake.open_phmev.inspection import Inspection
from caqes_eval.intake.open_phmev.layout import Layout
from caqes_eval.intake.open_phmev.rules import Rule, broken_rules, shown_value

_SAME_KEY = "etb_rgt, cip13, age, sexe"


def plausibility_findings(
    connection: duckdb.DuckDBPyConnection, inspection: Inspection, layout: Layout
) -> tuple[Finding, ...]:
    """Return the findings of the view ``typed`` that stop nothing."""
    return (
        *broken_rules(connection, "typed", _RULES, layout),
        *_repeated_products(connection, layout),
        *_last_line(inspection, layout),
        *_two_names(connection, layout),
    )


def _repeated_products(connection: duckdb.DuckDBPyConnection, layout: Layout) -> list[Finding]:
    """One row per establishment, product, age and sex, save for products that are not told (formats.md §0)."""
    row = connection.execute(
        f"""
        SELECT sum(rows - 1), min(lines[2])
        FROM (
            SELECT count(*) AS rows, arg_min(source_line, source_line, 2) AS lines
            FROM typed WHERE cip13 NOT IN {NOT_A_PRODUCT} GROUP BY {_SAME_KEY} HAVING rows > 1
        )
        """  # noqa: S608 - no word from the file
    ).fetchone()
    if row is None or row[0] is None:
        return []
    cip13 = connection.execute("SELECT cip13 FROM raw WHERE source_line = ?", [row[1]]).fetchone() or ("",)
    return [
        Finding(
            code="ligne_en_double", severity=Severity.TO_CHECK, file=layout.file, line=row[1],
            column=layout.written("cip13"), value=cip13[0], count=int(row[0]),
            message="ce produit est déjà écrit plus haut pour le même établissement, le même âge et le même sexe.",
            why="Ces boîtes et ces montants comptent deux fois.",
            remedy="vérifiez que deux fichiers n’ont pas été collés bout à bout.",
        )
    ]  # fmt: skip


def _last_line(inspection: Inspection, layout: Layout) -> list[Finding]:
    if inspection.ends_with_newline:
        return []
    return [
        Finding(
            code="fin_de_fichier", severity=Severity.TO_CHECK, file=layout.file, line=inspection.lines,
            message="la dernière ligne n’a pas de fin de ligne.",
            why="Le fichier est peut-être tronqué : des lignes, ou les derniers chiffres de celle-ci, manqueraient.",
            remedy="comparez la taille du fichier à celle annoncée sur data.gouv.fr, ou téléchargez-le de nouveau.",
        )
    ]  # fmt: skip


def _two_names(connection: duckdb.DuckDBPyConnection, layout: Layout) -> list[Finding]:
    rows = connection.execute(
        """
        SELECT etb_rgt, name, min(source_line) AS line FROM typed GROUP BY etb_rgt, name
        QUALIFY row_number() OVER (PARTITION BY etb_rgt ORDER BY line) = 2 ORDER BY line
        """
    ).fetchall()
    return [
        Finding(
            code="deux_noms", severity=Severity.INFO, file=layout.file, line=line,
            column=layout.written("raison_sociale_etb"), value=shown_value(name), count=len(rows),
            message=f"l’établissement {finess} a plusieurs noms dans le fichier.",
            why="Le premier écrit est celui que les rapports montrent.",
        )
        for finess, name, line in rows[:1]
    ]  # fmt: skip


def _negative(column: str, value: str, words: str) -> Rule:
    return Rule(
        code="valeur_negative", severity=Severity.TO_CHECK, column=column, broken=f"{value} < 0",
        message=f"{words} négatif.", why="Une régularisation est possible ; elle diminue les totaux.",
        remedy="vérifiez cette ligne dans le fichier publié.",
    )  # fmt: skip


_RULES = (
    Rule(
        code="rem_superieur_a_bse", severity=Severity.TO_CHECK, column="rem", broken="reimbursed_cents > base_cents",
        message="le montant remboursé (REM) dépasse la base de remboursement (BSE).",
        why="Quelques lignes publiées sont ainsi ; si elles sont nombreuses, les deux colonnes sont sans doute "
        "interverties.",
        remedy="vérifiez ces lignes dans le fichier publié.",
    ),
    _negative("boites", "boxes", "nombre de boîtes"),
    _negative("rem", "reimbursed_cents", "montant remboursé"),
    _negative("bse", "base_cents", "montant de base"),
)  # fmt: skip

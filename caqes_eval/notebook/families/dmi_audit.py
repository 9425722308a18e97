"""DMI: the audit of records on the page, by block, by criterion, and what it says of traceability."""

from textwrap import fill

from matplotlib.ticker import FuncFormatter

from caqes_eval.families.dmi import audit
from caqes_eval.families.dmi.indicators import CRITERION, RATE
from caqes_eval.families.dmi.parameters import OBJECTIVE, parameter
from caqes_eval.families.result import IndicatorResult
from caqes_eval.foundation import french
from caqes_eval.intake.tables.cells import Absence
from caqes_eval.notebook import values
from caqes_eval.notebook.blocks import Block, Column, sentences, table
from caqes_eval.notebook.evaluation import Evaluation
from caqes_eval.notebook.families.dmi_mapping import dress
from caqes_eval.notebook.figures import as_block, new_canvas

LABEL_WIDTH = 44
NO_AUDIT = "Aucun dossier audité à montrer : voir les résultats et les retours reçus."
_INK = "#1b1b1b"
# grey and hatching together: the bars are told apart in black and white, on paper too
_SHADES = (
    ("yes", "Oui", "#4a4a4a", ""),
    ("partial", "Partiel", "#b9bec6", "////"),
    ("no", "Non", "white", "...."),
    ("na", "Non applicable", "#e9ebee", "xxxx"),
)


def blocks_table(evaluation: Evaluation) -> Block:
    """The audit by block."""
    audited = audit.records(evaluation.case)
    if not audited:
        return sentences([], empty=NO_AUDIT)
    blocks = [(label, criteria) for label, criteria in audit.BLOCKS.values()]
    blocks.append(("Tous les blocs", tuple(audit.CRITERIA)))
    by_label = {f"Audit : {label}": label for label, _ in blocks}
    rates = {
        by_label.get(result.label, "Tous les blocs"): result
        for result in evaluation.result.results
        if result.indicator.startswith(RATE)
    }
    rows = [[label, *_counts(audit.count(audited, criteria)), _rate(rates.get(label))] for label, criteria in blocks]
    files = french.plural(len(audited), "dossier")
    return table(f"Audit par bloc ({files}) ; {_no_target(evaluation)}", [Column("Bloc"), *_COUNTED], rows)


_COUNTED = (
    Column("Oui", "figures"), Column("Partiel", "figures"), Column("Non", "figures"), Column("Non applicable", "figures"),
    Column("Sans réponse", "figures"), Column("Taux", "figures"),
)  # fmt: skip


def _counts(found: audit.Count) -> list[str]:
    return [
        french.number(each) for each in (found.yes, found.partial, found.no, found.not_applicable, found.unanswered)
    ]


def _rate(result: IndicatorResult | None) -> str:
    return french.ABSENT if result is None else values.value(result)


def _no_target(evaluation: Evaluation) -> str:
    rule = parameter(evaluation.case, OBJECTIVE).rule
    return rule.text if rule else "aucun objectif connu"


def criteria_table(evaluation: Evaluation) -> Block:
    """The audit by criterion; a rate of few records has its interval."""
    audited = audit.records(evaluation.case)
    if not audited:
        return sentences([], empty=NO_AUDIT)
    rates = {result.indicator: result for result in evaluation.result.results}
    rows = [
        [label, *_counts(audit.count(audited, (code,))), _rate(rates.get(f"{CRITERION}.{code}"))]
        for code, label in audit.CRITERIA.items()
    ]
    return table(
        "Audit par critère, en dossiers (entre crochets : intervalle à 95 %)", [Column("Critère"), *_COUNTED], rows
    )


def criteria_figure(evaluation: Evaluation) -> Block:
    """The answers to each criterion, stacked."""
    audited = audit.records(evaluation.case)
    if not audited:
        return sentences([], empty="Pas de figure : aucun dossier audité.")
    counted = [(label, audit.count(audited, (code,))) for code, label in audit.CRITERIA.items()]
    canvas = new_canvas(1.3 + 0.34 * len(counted))
    axes = canvas.add_subplot()
    handles = []
    for code, label, shade, hatch in _SHADES:
        widths = [_of(found, code) for _, found in counted]
        starts = [sum(_of(found, each[0]) for each in _SHADES[: _place(code)]) for _, found in counted]
        bars = axes.barh(
            range(len(counted)), widths, left=starts, height=0.65, color=shade, edgecolor=_INK, hatch=hatch, label=label
        )
        handles.append(bars)
    dress(axes, [fill(label, LABEL_WIDTH) for label, _ in counted], "dossiers")
    axes.set_xlim(0, len(audited))
    axes.xaxis.set_major_formatter(
        FuncFormatter(lambda number, _: french.number(number) if number == int(number) else "")
    )
    canvas.legend(handles=handles, loc="outside lower center", ncols=len(handles), fontsize=9, frameon=False)
    told = [
        f"{label} : {', '.join(f'{word.lower()} {french.number(_of(found, code))}' for code, word, *_ in _SHADES)}, "
        f"sans réponse {french.number(found.unanswered)}."
        for label, found in counted
    ]
    files = french.plural(len(audited), "dossier")
    return as_block(canvas, alt=" ".join(told), caption=f"Réponses par critère, sur {files}")


def _place(code: str) -> int:
    return [each[0] for each in _SHADES].index(code)


def _of(found: audit.Count, code: str) -> int:
    return {"yes": found.yes, "partial": found.partial, "no": found.no, "na": found.not_applicable}[code]


def traceability_table(evaluation: Evaluation) -> Block:
    """The records whose regulatory data are incomplete, or cannot be judged."""
    audited = audit.records(evaluation.case)
    if not audited:
        return sentences([], empty=NO_AUDIT)
    found = audit.traceability(audited)
    rows = [
        ["Toutes les données", french.number(found.complete), french.ABSENT],
        *(
            [f"Incomplet : dossier {record}", "1", " ; ".join(audit.CRITERIA[each] for each in criteria)]
            for record, criteria in found.lacking
        ),
        *([f"Non jugé, cases vides : dossier {record}", "1", french.ABSENT] for record in found.unknown),
    ]
    if found.without_object:
        rows.append(["Sans objet", french.number(found.without_object), french.ABSENT])
    columns = [Column("Dossiers"), Column("Nombre", "figures"), Column("Ce qui manque")]
    return table("Données réglementaires de traçabilité (CSP R. 5212-36 et suivants)", columns, rows)


def udi_table(evaluation: Evaluation) -> Block:
    """The UDI of the records: who issued it, and whether it can be; lot and serial numbers are not shown."""
    checks = audit.udis(audit.records(evaluation.case))
    if not checks:
        return sentences([], empty="Aucun IUD n’est relevé dans l’audit : ni clé ni forme à vérifier.")
    rows = [
        [record, check.kind, "✔ juste" if check.valid else "✘ refusé", check.reason or check.warning or french.ABSENT]
        for record, check in checks
    ]
    columns = [Column("Dossier"), Column("Forme"), Column("Contrôle"), Column("À savoir")]
    return table("Identifiants uniques (IUD) relevés dans les dossiers", columns, rows)


def system_table(evaluation: Evaluation) -> Block:
    """The answers about the information system."""
    answered = audit.system(evaluation.case)
    if not answered:
        return sentences([], empty="La feuille « Système d’information » n’a pas de réponse.")
    columns = [Column("Question")]
    columns += [Column("Réponse" if len(answered) == 1 else f"Classeur {rank}") for rank in range(1, len(answered) + 1)]
    rows = [
        [label, *(_said(code, answers.get(code)) for answers in answered)]
        for code, label in audit.SYSTEM_LABELS.items()
    ]
    return table("Système d’information", columns, rows)


def _said(code: str, value: object) -> str:
    if value is None or value is Absence.MISSING:
        return french.ABSENT
    if isinstance(value, bool):
        return "oui" if value else "non"
    return audit.SYSTEM_LISTS.get(code, {}).get(str(value), str(value))

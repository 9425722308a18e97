"""The method pages of ``docs/methode``, written from the rule files and the worked examples.

``python -m tests.cases.method`` writes them; a test checks that what is committed is what would be written.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

from caqes_eval.foundation import french
from caqes_eval.foundation.shipped import shipped
from caqes_eval.regulation.calculations.computation import Computation, Judgement
from caqes_eval.regulation.parameters.listing import Entry, history, in_force
from caqes_eval.regulation.parameters.rules import Rules
from caqes_eval.regulation.parameters.shown import scope_words, source_words, status_words, value_words
from tests.cases.model import Case, CaseFile, case_files
from tests.cases.run import Ran, run_case
from tests.cases.words import FOLDERS, given_lines, measure_words, result_words

FOLDER = Path(__file__).parents[2] / "docs" / "methode"
BEFORE, AFTER = date(2019, 6, 30), date(2023, 6, 30)
RESPECTED_WORDS = {"yes": "respecté", "no": "non respecté", "unknown": "indécis"}
JUDGED_WORDS = {True: "respecté", False: "non respecté", None: "indécis"}
MET_WORDS = {True: "oui", False: "non", None: "non connu"}
GENERATED = "<!-- Page engendrée par « python -m tests.cases.method » : ne pas la modifier. -->"


def pages() -> dict[str, str]:
    """Return every page by file name."""
    rules = Rules.load(shipped("regulation"))
    files = case_files()
    return {
        "README.md": _index(files),
        "parametres.md": _parameters(rules),
        "2019-et-2023.md": _side_by_side(rules),
        **{_page(name): _rule_page(file, rules) for name, file in files.items()},
    }


def _page(name: str) -> str:
    return f"{name.replace('/', '-')}.md"


def _index(files: Mapping[str, CaseFile]) -> str:
    lines = [
        "# La méthode",
        "",
        GENERATED,
        "",
        "Ce que le logiciel calcule, règle par règle : la source, les valeurs datées, et des exemples refaits à chaque",
        "version. Chaque exemple écrit son résultat attendu comme l’arithmétique du texte, et un test les refait tous.",
        "",
        "- [Toutes les valeurs datées](parametres.md), avec leur source et leur statut",
        "- [Le droit du 30/06/2019 et celui du 30/06/2023, côte à côte](2019-et-2023.md)",
    ]
    for folder, heading in FOLDERS.items():
        titles = {file.title: (name, file) for name, file in files.items() if name.startswith(f"{folder}/")}
        if titles:
            lines += ["", f"## {heading}", ""]
            lines += [
                f"- [{title}]({_page(name)}) : {french.plural(len(file.cases), 'exemple')}"
                for title, (name, file) in sorted(titles.items())
            ]
    return _text(lines)


def _rule_page(file: CaseFile, rules: Rules) -> str:
    ran = [(case, run_case(file, case)) for case in file.cases]
    formula = next((each.result.formula for _, each in ran if isinstance(each.result, Computation | Judgement)), "")
    keys = sorted({key for _, each in ran for key in each.asked} | set(file.parameters))
    lines = [f"# {file.title}", "", GENERATED, "", f"**Source.** {_sentence(file.source)}", ""]
    if formula:
        lines += [f"**Calcul.** {_sentence(formula)}", ""]
    if file.note:
        lines += [file.note, ""]
    lines += _reserves([each for _, each in ran])
    if keys:
        rows = (_value_row(entry) for key in keys for entry in history(rules, key))
        lines += ["## Valeurs datées", "", *_table(VALUES, rows), ""]
    lines += ["## Exemples", ""]
    for number, (case, each) in enumerate(ran, start=1):
        lines += _example(number, case, each)
    return _text(lines)


def _reserves(ran: Sequence[Ran]) -> list[str]:
    """Return what is to be said beside the results, once, with the examples concerned when not all are."""
    found: dict[str, list[int]] = {}
    for number, each in enumerate(ran, start=1):
        for reserve in each.result.reserves if isinstance(each.result, Computation | Judgement) else ():
            found.setdefault(reserve, []).append(number)
    results = sum(each.refusal is None for each in ran)
    lines = [
        f"- {reserve}" + ("" if len(numbers) == results else f" ({_examples(numbers)})")
        for reserve, numbers in found.items()
    ]
    return ["## Réserves jointes au résultat", "", *lines, ""] if lines else []


def _examples(numbers: Sequence[int]) -> str:
    return f"exemple{'s' if len(numbers) > 1 else ''} {', '.join(map(str, numbers))}"


def _example(number: int, case: Case, ran: Ran) -> list[str]:
    when = f"Activité {case.activity_year}, décision du {french.day(case.decision)}"
    region = f", région {case.region}" if case.region else ""
    finess = f", FINESS {', '.join(case.finess)}" if case.finess else ""
    lines = [f"### {number}. {case.title}", "", f"{when}{region}{finess}.", ""]
    if case.assume:
        assumed = " ; ".join(f"`{key}` = {value}" for key, value in case.assume.items())
        lines += [f"**Hypothèse**, aucune source ne donne la valeur : {assumed}.", ""]
    if case.given:
        lines += [*(line for name, value in case.given.items() for line in given_lines(name, value)), ""]
    lines += [*_table(["", "Attendu", "Obtenu"], _results(case, ran)), ""]
    return [*lines, case.because, ""] if case.because else lines


def _results(case: Case, ran: Ran) -> Iterable[list[str]]:
    expect, result = case.expect, ran.result
    if ran.refusal is not None:
        yield ["refus", f"`{expect.error}`", ran.refusal.message]
    elif isinstance(result, Computation):
        nature = f", {expect.nature}" if expect.nature else ""
        yield ["**montant**", f"`{expect.amount}`{nature}", f"**{french.euros(result.amount)}**, {result.nature}"]
        for step in result.steps:
            text = next((text for label, text in expect.steps.items() if step.label.startswith(label)), None)
            yield [step.label, f"`{text}`" if text else "", step.shown()]
    elif isinstance(result, Judgement):
        yield ["**jugement**", RESPECTED_WORDS[expect.respected or "unknown"], f"**{JUDGED_WORDS[result.respected]}**"]
        for condition in result.conditions:
            rule = condition.rule
            limit = value_words(rule.value, rule.unit, rule.comparator) if rule.comparator else ""
            measure = measure_words(condition.value, rule.unit) if rule.comparator else MET_WORDS[condition.met]
            yield [condition.label, limit, measure]
    elif result is not None:
        yield from ([name, f"`{text}`", result_words(result.get(name))] for name, text in expect.values.items())


VALUES = ["Règle", "Valeur", "Portée", "Du", "Au", "Statut", "Source"]


def _value_row(entry: Entry) -> list[str]:
    dated, file = entry.dated, entry.file
    value = value_words(dated.value, file.unit, file.comparator)
    status = status_words(dated.status, proposed=dated.proposed)
    if dated.missing:
        value, status = f"**à fournir** : {dated.missing.what}", "aucune source"
    elif dated.value is None:
        value = "prend fin"
    until = french.day(entry.until) if entry.until else "sans fin connue"
    source = source_words(dated.reference, dated.note)
    return [f"`{entry.key}`", value, scope_words(dated, file.unit), french.day(dated.since), until, status, source]


def _parameters(rules: Rules) -> str:
    lines = ["# Toutes les valeurs datées", "", GENERATED, ""]
    lines += [
        "Les mêmes que donne `caqes law`. Les fichiers sont dans `params/regulation` : la clé est leur chemin.",
        "",
    ]
    for key, file in rules.items():
        rows = (_value_row(entry)[1:] for entry in history(rules, key))
        lines += [f"## {file.description}", "", f"`{key}`", "", *_table(VALUES[1:], rows), ""]
    return _text(lines)


def _side_by_side(rules: Rules) -> str:
    def cell(key: str, when: date) -> str:
        found = [_value_row(entry) for entry in in_force(rules, key, when)]
        return "<br>".join(f"{row[1]} ({row[2]}) : {row[5]}" for row in found) or french.ABSENT

    rows = (
        [f"{file.description}<br>`{key}`", cell(key, BEFORE), cell(key, AFTER)]
        for key, file in rules.items()
        if cell(key, BEFORE) != french.ABSENT or cell(key, AFTER) != french.ABSENT
    )
    title = f"# Le droit du {french.day(BEFORE)} et celui du {french.day(AFTER)}"
    told = [
        "Ce que donnent `caqes law --on 2019-06-30` et `caqes law --on 2023-06-30`. La première génération vit alors sa",
        "deuxième année, la deuxième finit sa première : les sanctions de l’évaluation ont disparu, l’intéressement national est né.",
    ]
    headings = ["Règle", f"Le {french.day(BEFORE)}", f"Le {french.day(AFTER)}"]
    return _text([title, "", GENERATED, "", *told, "", *_table(headings, rows)])


def _table(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> list[str]:
    heads = list(headings)
    body = [" | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in row) for row in rows]
    return [f"| {' | '.join(heads)} |", "|" + "---|" * len(heads), *(f"| {row} |" for row in body)]


def _sentence(text: str) -> str:
    return text if text.endswith(".") else f"{text}."


def _text(lines: Iterable[str]) -> str:
    return french.typography("\n".join(lines).rstrip()) + "\n"


def main() -> None:
    """Write the pages, and remove those of rules that are no more."""
    FOLDER.mkdir(exist_ok=True)
    written = pages()
    for stale in {path.name for path in FOLDER.glob("*.md")} - set(written):
        (FOLDER / stale).unlink()
    for name, text in written.items():
        (FOLDER / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()

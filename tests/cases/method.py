"""The method pages of ``docs/methode``, written from the rule files and the worked examples.

``python -m tests.cases.method`` writes them; a test checks that what is committed is what would be written.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from caqes_eval.foundation import french
from caqes_eval.foundation.provenance import STATUS_LABELS
from caqes_eval.foundation.shipped import shipped
from caqes_eval.regulation.calculations.computation import Computation, Judgement
from caqes_eval.regulation.parameters.listing import Entry, history, in_force
from caqes_eval.regulation.parameters.rules import Rules
from caqes_eval.regulation.parameters.shown import scope_words, source_words, value_words
from tests.cases.model import Case, CaseFile, case_files
from tests.cases.run import Ran, run_case

FOLDER = Path(__file__).parents[2] / "docs" / "methode"
BEFORE, AFTER = date(2019, 6, 30), date(2023, 6, 30)
RESPECTED_WORDS = {"yes": "respecté", "no": "non respecté", "unknown": "indécis"}
GENERATED = "<!-- Page engendrée par « python -m tests.cases.method » : ne pas la modifier. -->"


def pages() -> dict[str, str]:
    """Return every page by file name."""
    rules = Rules.load(shipped("regulation"))
    cases = case_files()
    written = {f"{name.replace('/', '-')}.md": _rule_page(file, rules) for name, file in cases.items()}
    titles = {page: file.title for page, file in zip(written, cases.values(), strict=True)}
    return {
        "README.md": _index(titles),
        "parametres.md": _parameters(rules),
        "2019-et-2023.md": _side_by_side(rules),
        **written,
    }


def _index(titles: Mapping[str, str]) -> str:
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
        "",
        "| Règle | Page |",
        "|---|---|",
        *(f"| {title} | [{page.removesuffix('.md')}]({page}) |" for page, title in sorted(titles.items())),
    ]
    return _text(lines)


def _rule_page(file: CaseFile, rules: Rules) -> str:
    ran = [(case, run_case(file, case)) for case in file.cases]
    formula = next((each.result.formula for _, each in ran if isinstance(each.result, Computation | Judgement)), "")
    keys = sorted({rule.key for _, each in ran for rule in each.parameters} | set(file.parameters))
    lines = [f"# {file.title}", "", GENERATED, "", f"**Source.** {file.source}", ""]
    if formula:
        lines += [f"**Calcul.** {_sentence(formula)}", ""]
    if file.note:
        lines += [file.note, ""]
    if keys:
        lines += [
            "## Valeurs datées",
            "",
            *_table(VALUES, (_value_row(e) for key in keys for e in history(rules, key))),
            "",
        ]
    lines += ["## Exemples", ""]
    for number, (case, each) in enumerate(ran, start=1):
        lines += _example(number, case, each)
    return _text(lines)


def _example(number: int, case: Case, ran: Ran) -> list[str]:
    lines = [f"### {number}. {case.title}", ""]
    when = f"Activité {case.activity_year}, décision du {french.day(case.decision)}"
    where = "".join(
        [f", région {case.region}" if case.region else "", f", FINESS {', '.join(case.finess)}" if case.finess else ""]
    )
    lines += [f"{when}{where}.", ""]
    if case.assume:
        lines += [
            "Hypothèse (aucune source ne donne la valeur) : "
            + " ; ".join(f"`{k}` = {v}" for k, v in case.assume.items())
            + ".",
            "",
        ]
    rows = [("Donné", f"`{name}` = {_given(value)}") for name, value in case.given.items()]
    rows += [("Attendu", words) for words in _expected(case)]
    rows += [("Obtenu", words) for words in _obtained(ran)]
    lines += [*_table(["", ""], rows), ""]
    if case.because:
        lines += [case.because, ""]
    return lines


def _given(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} : {_given(each)}" for key, each in value.items())
    if isinstance(value, list):
        return " ; ".join(_given(each) for each in value) or "aucun"
    return "absent" if value is None else str(value)


def _expected(case: Case) -> Iterable[str]:
    expect = case.expect
    if expect.error:
        yield f"refus `{expect.error}`"
    if expect.amount:
        yield f"`{expect.amount}`" + (f", {expect.nature}" if expect.nature else "")
    if expect.respected:
        yield RESPECTED_WORDS[expect.respected]
    yield from (f"{label} : `{text}`" for label, text in expect.steps.items())
    yield from (f"{name} : `{text}`" for name, text in expect.values.items())


def _obtained(ran: Ran) -> Iterable[str]:
    if ran.refusal is not None:
        yield ran.refusal.message
        return
    result = ran.result
    if isinstance(result, Computation):
        yield f"**{french.euros(result.amount)}** ({result.nature})"
        yield from (f"{step.label} : {step.shown()}" for step in result.steps)
        yield from (f"Réserve : {reserve}" for reserve in result.reserves)
    elif isinstance(result, Judgement):
        words = {True: "respecté", False: "non respecté", None: "indécis"}
        yield f"**{words[result.respected]}**"
        for condition in result.conditions:
            measured = value_words_of(condition.value, condition.rule.unit)
            limit = value_words(condition.rule.value, condition.rule.unit, condition.rule.comparator)
            yield f"{condition.label} : {measured} ; limite {limit}"
        yield from (f"Réserve : {reserve}" for reserve in result.reserves)


def value_words_of(value: Any, unit: str) -> str:
    """Return a measure in the unit of its limit."""
    if value is None:
        return "non connu"
    if unit == "proportion":
        return french.percent(value, 2)
    return f"{french.number(value, 0 if value.denominator == 1 else 2)} {unit}"


VALUES = ["Règle", "Valeur", "Portée", "Du", "Au", "Statut", "Source"]


def _value_row(entry: Entry) -> list[str]:
    dated, file = entry.dated, entry.file
    value = value_words(dated.value, file.unit, file.comparator)
    status = STATUS_LABELS[dated.status]
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
        "deuxième année, la deuxième la sienne : les sanctions de l’évaluation ont disparu, l’intéressement national est né.",
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

import re
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from caqes_eval.foundation.errors import ParameterFileError, RuleNotFoundError
from caqes_eval.foundation.provenance import STATUS_LABELS
from caqes_eval.foundation.shipped import shipped
from caqes_eval.regulation.rules import Rule, Rules

REPERTOIRE = "generics.repertoire_rate.target"
CODES = {
    "0": "outside", "1": "generic", "4": "reference", "9": "not_released", "B": "biosimilar",
    "C": "biological_reference",
}  # fmt: skip

# every date of params/regulation that begins a value: first day, value, unit, comparator, status, and whether a value came before
SHIPPED = [
    (REPERTOIRE, date(2018, 12, 23), Decimal("0.49"), "proportion", ">=", "to_validate", False),
    (REPERTOIRE, date(2022, 3, 9), Decimal("0.49"), "proportion", ">=", "to_validate", True),
    ("generics.minimum_boxes", date(2018, 1, 1), Decimal(20), "boîtes", "<", "to_validate", False),
    ("biosimilars.target", date(2022, 7, 1), Decimal("0.80"), "proportion", ">=", "to_validate", False),
    ("biosimilars.minimum_boxes", date(2022, 7, 1), Decimal(20), "boîtes", "<", "to_validate", False),
    ("disclosure.minimum_establishments", date(2018, 1, 1), Decimal(11), "établissements", "<", "to_validate", False),
    ("open_phmev.top_gen", date(2024, 1, 1), CODES, "codes", None, "to_validate", False),
]
# and every date that ends one: CAQES is repealed on that day, activity 2026 is the last one evaluated
ENDED = [(REPERTOIRE, date(2027, 1, 1)), ("biosimilars.target", date(2027, 1, 1))]

RULE = """description: Taux de recours
unit: proportion
comparator: ">="
values:
  2020-01-01:
    value: 0.50
    status: confirmed
    reference:
      title: Arrêté du 1er janvier 2020
      article: 3
      date: 2019-12-31
      href: https://example.org/arrete
    note: Relu.
  2022-07-01:
    value: 0.60
    status: to_validate
    reference:
      title: Proposition
  2024-01-01:
    value: null
    status: confirmed
    reference:
      title: Abrogation
"""


@pytest.fixture(scope="module")
def rules() -> Rules:
    return Rules.load(shipped("regulation"))


def folder_with(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.yml").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def written(tmp_path) -> Rules:
    return Rules.load(folder_with(tmp_path, rate=RULE))


def test_the_tables_above_know_every_date_shipped():
    folder = shipped("regulation")
    dates = {
        (".".join(path.relative_to(folder).with_suffix("").parts), day)
        for path in folder.rglob("*.yml")
        for day in re.findall(r"^  (\d{4}-\d\d-\d\d):", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert dates == {(key, day.isoformat()) for key, day, *_ in [*SHIPPED, *ENDED]}


@pytest.mark.parametrize(("key", "start", "value", "unit", "comparator", "status", "_before"), SHIPPED)
def test_a_shipped_value_holds_from_its_day(rules, key, start, value, unit, comparator, status, _before):
    rule = rules.on(key, start)
    assert (rule.key, rule.since, rule.value, rule.unit) == (key, start, value, unit)
    assert (rule.comparator, rule.status) == (comparator, status)
    assert rule.reference.title
    assert rule.status in STATUS_LABELS


@pytest.mark.parametrize(("key", "start", "before"), [(row[0], row[1], row[-1]) for row in SHIPPED])
def test_a_shipped_value_does_not_hold_the_day_before(rules, key, start, before):
    eve = start - timedelta(days=1)
    if before:
        assert rules.on(key, eve).since < start
    else:
        with pytest.raises(RuleNotFoundError, match=rf"au {eve:%d/%m/%Y} pour la règle « {re.escape(key)} »"):
            rules.on(key, eve)


@pytest.mark.parametrize(("key", "end"), ENDED)
def test_a_shipped_value_that_ends_holds_until_the_day_before(rules, key, end):
    assert rules.on(key, end - timedelta(days=1)).until == end
    with pytest.raises(RuleNotFoundError, match=rf"au {end:%d/%m/%Y} pour la règle « {re.escape(key)} »"):
        rules.on(key, end)


def test_the_objective_of_49_percent_changes_its_source_not_its_value(rules):
    first, second = rules.on(REPERTOIRE, date(2022, 3, 8)), rules.on(REPERTOIRE, date(2022, 3, 9))
    assert (first.amount, first.since, first.until) == (Decimal("0.49"), date(2018, 12, 23), date(2022, 3, 9))
    assert (second.amount, second.since, second.until) == (Decimal("0.49"), date(2022, 3, 9), date(2027, 1, 1))
    assert first.reference.date == date(2018, 12, 12)
    assert second.reference.title != first.reference.title


@pytest.mark.parametrize(
    ("when", "value", "since", "until"),
    [
        (date(2020, 1, 1), "0.50", date(2020, 1, 1), date(2022, 7, 1)),
        (date(2022, 6, 30), "0.50", date(2020, 1, 1), date(2022, 7, 1)),
        (date(2022, 7, 1), "0.60", date(2022, 7, 1), date(2024, 1, 1)),
        (date(2023, 12, 31), "0.60", date(2022, 7, 1), date(2024, 1, 1)),
    ],
)
def test_a_value_holds_until_the_next_one(written, when, value, since, until):
    rule = written.on("rate", when)
    assert (rule.amount, rule.since, rule.until) == (Decimal(value), since, until)


def test_a_rule_carries_what_vouches_for_it(written):
    rule = written.on("rate", date(2020, 1, 1))
    assert rule.description == "Taux de recours"
    assert (rule.note, rule.reference.article, rule.reference.date) == ("Relu.", "3", date(2019, 12, 31))
    assert rule.reference.href == "https://example.org/arrete"
    assert Rule.model_validate_json(rule.model_dump_json()) == rule


@pytest.mark.parametrize("when", [date(2024, 1, 1), date(2030, 6, 1)])
def test_null_ends_a_value(written, when):
    with pytest.raises(RuleNotFoundError, match=rf"au {when:%d/%m/%Y} pour la règle « rate » \(Taux de recours\)"):
        written.on("rate", when)


def test_a_date_before_the_first_value_names_the_date_the_key_and_the_file():
    with pytest.raises(RuleNotFoundError, match=r"Aucune valeur connue au 22/12/2018 pour la règle") as caught:
        Rules.load(shipped("regulation")).on(REPERTOIRE, date(2018, 12, 22))
    assert REPERTOIRE in caught.value.message
    assert "params/regulation/generics/repertoire_rate/target.yml" in caught.value.remedy


@pytest.mark.parametrize(
    ("key", "hint"),
    [
        ("generics.repertoire_rate.taget", r" \(règle la plus proche : « generics\.repertoire_rate\.target »\)"),
        ("biosimilar.target", r" \(règle la plus proche : « biosimilars\.target »\)"),
        ("zzz", ""),
    ],
)
def test_an_unknown_key_gives_the_nearest(rules, key, hint):
    with pytest.raises(RuleNotFoundError, match=rf"^La règle « {re.escape(key)} » n’existe pas{hint}\.$") as caught:
        rules.on(key, date(2025, 1, 1))
    assert f"params/regulation/{key.replace('.', '/')}.yml" in caught.value.remedy


def test_a_number_is_not_a_table_and_a_table_is_not_a_number(rules):
    number, codes = rules.on(REPERTOIRE, date(2025, 1, 1)), rules.on("open_phmev.top_gen", date(2025, 1, 1))
    assert (number.amount, codes.codes) == (Decimal("0.49"), CODES)
    with pytest.raises(TypeError, match="is a number"):
        _ = number.codes
    with pytest.raises(TypeError, match="is a table"):
        _ = codes.amount


TABLE = """description: Codes
unit: codes
values:
  2020-01-01:
    value: {01: outside, no: generic}
    status: confirmed
    reference: {title: Descriptif}
"""


def test_a_code_keeps_its_zero(tmp_path):
    rule = Rules.load(folder_with(tmp_path, codes=TABLE)).on("codes", date(2020, 1, 1))
    assert rule.codes == {"01": "outside", "no": "generic"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (TABLE.replace("values:", 'comparator: "<"\nvalues:'), "une table de codes n’en a pas"),
        (RULE.replace('comparator: ">="\n', ""), "un nombre a un comparateur"),
        (TABLE.replace("{01: outside, no: generic}", "12"), "la valeur du 2020-01-01 ne convient pas à l’unité « codes »"),
        (RULE.replace("0.50", "{a: generic}"), "la valeur du 2020-01-01 ne convient pas à l’unité « proportion »"),
        (RULE.replace("0.60", "60"), r"la valeur du 2022-07-01 est une proportion : entre 0 et 1 \(80 % s’écrit 0\.80\)"),
        (RULE.replace("0.60", "-0.1"), "la valeur du 2022-07-01 est une proportion"),
        (RULE.replace("unit: proportion", "unit: pourcent"), "valeurs acceptées : proportion, boîtes"),
        (TABLE.replace("generic", "générique"), ""),
    ],
)  # fmt: skip
def test_a_value_that_does_not_fit_its_unit_is_refused(tmp_path, text, told):
    with pytest.raises(ParameterFileError) as caught:
        Rules.load(folder_with(tmp_path, rate=text))
    assert re.search(told, caught.value.findings[0].message)


@pytest.mark.parametrize("typed", ["0", "1", "0.000001"])
def test_a_proportion_may_be_nothing_or_everything(tmp_path, typed):
    rules = Rules.load(folder_with(tmp_path, rate=RULE.replace("0.50", typed)))
    assert rules.on("rate", date(2020, 1, 1)).amount == Decimal(typed)


@pytest.mark.parametrize(
    ("comparator", "below", "equal", "above"),
    [(">=", False, True, True), (">", False, False, True), ("<=", True, True, False), ("<", True, False, False)],
)
def test_a_value_is_compared_unrounded(written, comparator, below, equal, above):
    rule = written.on("rate", date(2020, 1, 1)).model_copy(update={"comparator": comparator})
    hair = Fraction(1, 10**30)
    half = Fraction(1, 2)
    assert (rule.holds(half - hair), rule.holds(half), rule.holds(half + hair)) == (below, equal, above)


def test_a_table_is_compared_with_nothing(rules):
    with pytest.raises(TypeError, match="is a table"):
        rules.on("open_phmev.top_gen", date(2025, 1, 1)).holds(Fraction(1))
    number = rules.on(REPERTOIRE, date(2025, 1, 1)).model_copy(update={"comparator": None})
    with pytest.raises(TypeError, match="has no comparator"):
        number.holds(Fraction(1))


def test_the_exact_decimal_is_kept(tmp_path):
    rule = Rules.load(folder_with(tmp_path, rate=RULE.replace("0.50", "0.4900000000000000000001"))).on(
        "rate", date(2020, 1, 1)
    )
    assert rule.amount > Decimal("0.49")


@pytest.mark.parametrize(
    ("old", "new", "line", "key", "message"),
    [
        (
            "    reference:\n      title: Proposition\n",
            "",
            14,
            "values, 2022-07-01, reference",
            "obligatoire et manque",
        ),
        ("      title: Proposition\n", "", 17, "values, 2022-07-01, reference", "clés et des valeurs"),
        ("title: Proposition", "title:", 18, "values, 2022-07-01, reference, title", "un texte est attendu"),
        ("title: Proposition", 'title: ""', 18, "values, 2022-07-01, reference, title", ""),
        ("status: to_validate", "status: valide", 16, "values, 2022-07-01, status", "confirmed ou to_validate"),
        ('comparator: ">="', 'comparator: "=>"', 3, "comparator", "<, <=, > ou >="),
        ("  2022-07-01:", "  2022-07-32:", 14, "values, 2022-07-32", "une date AAAA-MM-JJ"),
        ("unit: proportion\n", "", 1, "unit", "obligatoire et manque"),
    ],
)
def test_a_wrong_file_is_refused(tmp_path, old, new, line, key, message):
    assert old in RULE
    with pytest.raises(ParameterFileError, match="Des fichiers de règles sont à corriger") as caught:
        Rules.load(folder_with(tmp_path, rate=RULE.replace(old, new)))
    (finding,) = caught.value.findings
    assert (finding.file, finding.line, finding.key) == ("params/regulation/rate.yml", line, key)
    assert message in finding.message


def test_a_wrong_number_is_told_once_by_the_key_as_typed(tmp_path):
    with pytest.raises(ParameterFileError) as caught:
        Rules.load(folder_with(tmp_path, rate=RULE.replace("0.50", "0,50")))
    assert [finding.key for finding in caught.value.findings] == ["values, 2020-01-01, value"]


@pytest.mark.parametrize("typed", ["1656633600", "2022-07-01T00:00:00", "2022"])
def test_a_date_is_written_as_a_date(tmp_path, typed):
    """A number would be taken for seconds since 1970, and two writings of a day would hide one another."""
    with pytest.raises(ParameterFileError):
        Rules.load(folder_with(tmp_path, rate=RULE.replace("  2022-07-01:", f"  {typed}:")))
    with pytest.raises(ParameterFileError):
        Rules.load(folder_with(tmp_path, rate=RULE.replace("date: 2019-12-31", f"date: {typed}")))


def test_a_file_without_values_is_refused(tmp_path):
    with pytest.raises(ParameterFileError):
        Rules.load(folder_with(tmp_path, rate="description: d\nunit: u\nvalues: {}\n"))


def test_all_the_faulty_files_are_told_at_once(tmp_path):
    files = {"a": RULE.replace("unit:", "unti:"), "b": RULE + "unit: x\n", "c": RULE, "d": "[]"}
    with pytest.raises(ParameterFileError) as caught:
        Rules.load(folder_with(tmp_path, **files))
    assert {finding.file for finding in caught.value.findings} == {f"params/regulation/{name}.yml" for name in "abd"}


@pytest.mark.parametrize("broken", ["a: [", "a: &x 1\n", "a: \x00"])
def test_a_file_that_is_not_yaml_does_not_hide_the_others(tmp_path, broken):
    with pytest.raises(ParameterFileError) as caught:
        Rules.load(folder_with(tmp_path, a=broken, b=RULE.replace("unit:", "unti:")))
    told = caught.value.message + "".join(finding.sentence() for finding in caught.value.findings)
    assert "a.yml" in told
    assert "b.yml" in told


def test_a_lone_file_that_is_not_yaml_is_told(tmp_path):
    with pytest.raises(ParameterFileError) as caught:
        Rules.load(folder_with(tmp_path, a="a: ["))
    told = caught.value.message + "".join(finding.sentence() for finding in caught.value.findings)
    assert "params/regulation/a.yml" in told


def test_the_path_of_a_file_is_the_key_of_its_rule(tmp_path):
    (tmp_path / "one" / "two").mkdir(parents=True)
    (tmp_path / "one" / "two" / "three.yml").write_text(RULE, encoding="utf-8")
    assert Rules.load(tmp_path).on("one.two.three", date(2020, 1, 1)).amount == Decimal("0.50")


def test_a_file_may_end_in_yaml(tmp_path):
    (tmp_path / "rate.yaml").write_text(RULE, encoding="utf-8")
    assert Rules.load(tmp_path).on("rate", date(2020, 1, 1)).amount == Decimal("0.50")


@pytest.mark.parametrize(("one", "other"), [("a/b.yml", "a/b.yaml"), ("a/b.yml", "a.b.yml")])
def test_two_files_of_the_same_key_are_refused(tmp_path, one, other):
    """One would hide the other without a word."""
    (tmp_path / "a").mkdir()
    for name in (one, other):
        (tmp_path / name).write_text(RULE, encoding="utf-8")
    with pytest.raises(ParameterFileError):
        Rules.load(tmp_path)

from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from caqes_eval.foundation.errors import (
    AmbiguousRuleError,
    ParameterFileError,
    ParameterRequiredError,
    RuleNotFoundError,
)
from caqes_eval.regulation.parameters.rule import Rule, Subject
from caqes_eval.regulation.parameters.rules import Rules

RULE = """description: Taux de recours
unit: proportion
comparator: ">="
values:
- since: 2020-01-01
  value: 0.50
  status: confirmed
  reference:
    title: Arrêté du 1er janvier 2020
    article: 3
    date: 2019-12-31
    href: https://example.org/arrete
  checked: {by: équipe, on: 2026-01-15}
  note: Relu.
- since: 2022-07-01
  value: 0.60
  status: to_validate
  reference:
    title: Proposition
- since: 2024-01-01
  value: null
  status: confirmed
  reference:
    title: Abrogation
    date: 2023-12-31
  checked: {by: équipe, on: 2026-01-15}
"""

ONE = """description: Taux
unit: proportion
comparator: "<"
values:
- since: 2020-01-01
  value: 0.15
  status: to_validate
  reference: {title: Webinaire}
"""

TABLE = """description: Codes
unit: codes
values:
- since: 2020-01-01
  value: {01: outside, no: generic}
  status: to_validate
  reference: {title: Descriptif}
"""

SCOPED = """description: Taux de recours
unit: proportion
comparator: "<"
values:
- since: 2020-01-01
  value: 0.30
  status: to_validate
  reference: {title: Arrêté national}
- since: 2022-01-01
  until: 2022-12-31
  scope:
    region: paca
    exceptions:
      "130786049": {name: AP-HM, value: 0.20}
  value: 0.15
  status: to_validate
  reference: {title: Contrat}
- since: 2022-01-01
  scope: {region: corse}
  value: 0.10
  status: to_validate
  reference: {title: Contrat}
"""

GENERATIONS = """description: Taux de recours
unit: proportion
comparator: "<"
values:
- since: 2020-01-01
  until: 2022-12-31
  scope: {generation: G1}
  value: 0.40
  status: to_validate
  reference: {title: Loi}
- since: 2022-01-01
  scope: {generation: G2}
  value: 0.30
  status: to_validate
  reference: {title: Loi}
"""

MISSING = """description: Taux d’intéressement
unit: proportion
values:
- since: 2022-03-09
  until: 2026-12-31
  value: null
  missing:
    what: le taux de l’indicateur
    where: à la place de null
    waits: le montant de l’intéressement
  status: to_validate
  reference: {title: Arrêté du 23 février 2022}
"""


def folder_with(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.yml").write_text(text, encoding="utf-8")
    return folder


def loaded(folder: Path, text: str) -> Rules:
    return Rules.load(folder_with(folder, rate=text))


def refused(folder: Path, text: str) -> ParameterFileError:
    with pytest.raises(ParameterFileError, match="Des fichiers de règles sont à corriger") as caught:
        loaded(folder, text)
    return caught.value


@pytest.fixture
def written(tmp_path) -> Rules:
    return loaded(tmp_path, RULE)


# what a rule answers on a date


@pytest.mark.parametrize(
    ("when", "value", "since", "until"),
    [
        (date(2020, 1, 1), "0.50", date(2020, 1, 1), date(2022, 6, 30)),
        (date(2022, 6, 30), "0.50", date(2020, 1, 1), date(2022, 6, 30)),
        (date(2022, 7, 1), "0.60", date(2022, 7, 1), date(2023, 12, 31)),
        (date(2023, 12, 31), "0.60", date(2022, 7, 1), date(2023, 12, 31)),
    ],
)
def test_a_value_holds_until_the_eve_of_the_next(written, when, value, since, until):
    rule = written.on("rate", when)
    assert (rule.amount, rule.since, rule.until) == (Decimal(value), since, until)


def test_nothing_ends_the_last_value(tmp_path):
    assert loaded(tmp_path, ONE).on("rate", date(2099, 1, 1)).until is None


def test_until_is_the_last_day(tmp_path):
    rules = loaded(tmp_path, ONE.replace("  value: 0.15", "  until: 2020-12-31\n  value: 0.15"))
    assert rules.on("rate", date(2020, 12, 31)).until == date(2020, 12, 31)
    with pytest.raises(RuleNotFoundError, match="Aucune valeur connue au 01/01/2021"):
        rules.on("rate", date(2021, 1, 1))


@pytest.mark.parametrize("when", [date(2024, 1, 1), date(2030, 6, 1)])
def test_null_ends_a_value_and_the_text_that_ended_it_is_told(written, when):
    told = rf"au {when:%d/%m/%Y} pour la règle « rate » \(Taux de recours\)\. La dernière a pris fin : Abrogation, 31/12/2023\.$"
    with pytest.raises(RuleNotFoundError, match=told) as caught:
        written.on("rate", when)
    assert caught.value.exit_code == 11


def test_a_date_before_the_first_value_is_no_zero(written):
    with pytest.raises(
        RuleNotFoundError, match=r"Aucune valeur connue au 31/12/2019 .* La première vaut à partir du 01/01/2020\.$"
    ) as c:
        written.on("rate", date(2019, 12, 31))
    assert (c.value.exit_code, "params/regulation/rate.yml" in c.value.remedy) == (11, True)


@pytest.mark.parametrize("when", [date(2022, 3, 9), date(2026, 12, 31)])
def test_a_figure_that_no_source_gives_is_asked_for(tmp_path, when):
    with pytest.raises(
        ParameterRequiredError, match=r"Il manque le taux de l’indicateur, .*le montant de l’intér"
    ) as caught:
        loaded(tmp_path, MISSING).on("rate", when)
    assert caught.value.exit_code == 23
    assert "params/regulation/rate.yml (à la place de null)" in caught.value.remedy


@pytest.mark.parametrize("when", [date(2022, 3, 8), date(2027, 1, 1)])
def test_a_missing_figure_is_asked_for_on_its_days_only(tmp_path, when):
    with pytest.raises(RuleNotFoundError):
        loaded(tmp_path, MISSING).on("rate", when)


def test_a_hypothesis_takes_the_place_of_a_missing_figure_only(tmp_path):
    rules = Rules.load(folder_with(tmp_path, rate=MISSING, known=ONE))
    assumed = rules.assuming({"rate": Decimal("0.20")}).on("rate", date(2023, 1, 1))
    assert (assumed.amount, assumed.status) == (Decimal("0.20"), "to_validate")
    assert "Hypothèse" in (assumed.note or "")
    with pytest.raises(ParameterFileError, match="une hypothèse ne la remplace pas"):
        rules.assuming({"known": Decimal("0.20")})


@pytest.mark.parametrize(
    ("key", "hint"),
    [("rates", r" \(règle la plus proche : « rate »\)"), ("zzz", "")],
)
def test_an_unknown_key_gives_the_nearest(written, key, hint):
    with pytest.raises(RuleNotFoundError, match=rf"^La règle « {key} » n’existe pas{hint}\.$") as caught:
        written.on(key, date(2021, 1, 1))
    assert f"params/regulation/{key}.yml" in caught.value.remedy


# to whom a value applies


@pytest.mark.parametrize(
    ("subject", "when", "value", "exception"),
    [
        (Subject(), date(2022, 6, 1), "0.30", None),
        (Subject(region="bretagne"), date(2022, 6, 1), "0.30", None),
        (Subject(region="paca"), date(2021, 12, 31), "0.30", None),
        (Subject(region="paca"), date(2022, 1, 1), "0.15", None),
        (Subject(region="paca"), date(2022, 12, 31), "0.15", None),
        (Subject(region="paca"), date(2023, 1, 1), "0.30", None),
        (Subject(region="corse"), date(2023, 1, 1), "0.10", None),
        # an exception is of one region, and of the number that is written
        (Subject(region="paca", finess=("130786049",)), date(2022, 6, 1), "0.20", "AP-HM"),
        (Subject(region="paca", finess=("130783293", "130786049")), date(2022, 6, 1), "0.20", "AP-HM"),
        (Subject(region="paca", finess=("130783293",)), date(2022, 6, 1), "0.15", None),
        (Subject(region="corse", finess=("130786049",)), date(2022, 6, 1), "0.10", None),
        (Subject(finess=("130786049",)), date(2022, 6, 1), "0.30", None),
    ],
)
def test_a_region_passes_before_the_country_and_an_exception_before_its_region(
    tmp_path, subject, when, value, exception
):
    rule = loaded(tmp_path, SCOPED).on("rate", when, subject)
    assert (rule.amount, rule.exception) == (Decimal(value), exception)


@pytest.mark.parametrize(
    ("region", "asked"), [(None, "aucune région n’est indiquée"), ("corse", "« corse » n’en a pas")]
)
def test_a_regional_value_is_no_national_one(tmp_path, region, asked):
    rules = loaded(tmp_path, ONE.replace("  value: 0.15", "  scope: {region: paca}\n  value: 0.15"))
    with pytest.raises(RuleNotFoundError, match=rf"Valeurs de région : paca ; .*{asked}"):
        rules.on("rate", date(2021, 1, 1), Subject(region=region))


@pytest.mark.parametrize(
    ("generation", "when", "value"),
    [
        ("G1", date(2021, 12, 31), "0.40"),
        ("G1", date(2022, 12, 31), "0.40"),
        ("G2", date(2022, 1, 1), "0.30"),
        (None, date(2021, 12, 31), "0.40"),
        (None, date(2023, 1, 1), "0.30"),
    ],
)
def test_a_value_may_be_of_one_generation(tmp_path, generation, when, value):
    assert loaded(tmp_path, GENERATIONS).on("rate", when, Subject(generation=generation)).amount == Decimal(value)


def test_two_generations_in_force_ask_which_one(tmp_path):
    with pytest.raises(AmbiguousRuleError, match="plusieurs valeurs au 01/01/2022, selon la génération"):
        loaded(tmp_path, GENERATIONS).on("rate", date(2022, 1, 1))


@pytest.mark.parametrize("text", [GENERATIONS, GENERATIONS.replace("  value: 0.30", "  value: null")])
def test_a_value_of_another_generation_is_not_lent(tmp_path, text):
    with pytest.raises(RuleNotFoundError, match="que pour les contrats G1, pas pour G2"):
        loaded(tmp_path, text).on("rate", date(2021, 1, 1), Subject(generation="G2"))


# what a value is


def test_a_rule_carries_what_vouches_for_it(written):
    rule = written.on("rate", date(2020, 1, 1))
    assert (rule.description, rule.unit, rule.applies_to) == ("Taux de recours", "proportion", "activity")
    assert (rule.note, rule.reference.article, rule.reference.date) == ("Relu.", "3", date(2019, 12, 31))
    assert rule.reference.href == "https://example.org/arrete"
    assert rule.checked
    assert (rule.checked.by, rule.checked.on) == ("équipe", date(2026, 1, 15))
    assert Rule.model_validate_json(rule.model_dump_json()) == rule


@pytest.mark.parametrize(
    ("unit", "typed", "value", "attribute"),
    [
        ("proportion", "-0.05", Decimal("-0.05"), "amount"),
        ("€", "12500000", Decimal(12_500_000), "amount"),
        ("durée", "P3W", "P3W", "text"),
        ("oui/non", "false", False, "enabled"),
        ("années", "[2017, 2018]", (2017, 2018), "years"),
        ("texte", "G1", "G1", "text"),
        ("codes", "{01: outside, no: generic}", {"01": "outside", "no": "generic"}, "codes"),
    ],
)
def test_a_value_has_the_type_of_its_unit_and_no_other(tmp_path, unit, typed, value, attribute):
    text = ONE.replace('comparator: "<"\n', "").replace("unit: proportion", f"unit: {unit}").replace("0.15", typed)
    rule = loaded(tmp_path, text).on("rate", date(2020, 1, 1))
    assert getattr(rule, attribute) == value
    assert Rule.model_validate_json(rule.model_dump_json()) == rule
    for other in {"amount", "text", "enabled", "years", "codes", "products"} - {attribute}:
        with pytest.raises(TypeError, match=f"rule rate is no .* but {unit}"):
            getattr(rule, other)


@pytest.mark.parametrize(
    ("comparator", "below", "equal", "above"),
    [(">=", False, True, True), (">", False, False, True), ("<=", True, True, False), ("<", True, False, False)],
)
def test_a_value_is_compared_unrounded(written, comparator, below, equal, above):
    rule = written.on("rate", date(2020, 1, 1)).model_copy(update={"comparator": comparator})
    hair, half = Fraction(1, 10**30), Fraction(1, 2)
    assert (rule.holds(half - hair), rule.holds(half), rule.holds(half + hair)) == (below, equal, above)


def test_what_has_no_comparator_compares_nothing(tmp_path, written):
    with pytest.raises(TypeError, match="has no comparator"):
        written.on("rate", date(2020, 1, 1)).model_copy(update={"comparator": None}).holds(Fraction(1))
    with pytest.raises(TypeError, match="is no number"):
        loaded(tmp_path, TABLE).on("rate", date(2020, 1, 1)).holds(Fraction(1))


def test_the_exact_decimal_is_kept(tmp_path):
    rule = loaded(tmp_path, ONE.replace("0.15", "0.4900000000000000000001")).on("rate", date(2020, 1, 1))
    assert rule.amount > Decimal("0.49")


@pytest.mark.parametrize("typed", ["-1", "0", "1", "0.000001"])
def test_a_proportion_may_be_nothing_everything_or_a_decrease(tmp_path, typed):
    assert loaded(tmp_path, ONE.replace("0.15", typed)).on("rate", date(2020, 1, 1)).amount == Decimal(typed)


# files that are refused


@pytest.mark.parametrize(
    ("text", "old", "new", "line", "key", "message"),
    [
        # an unknown key, and the nearest one
        (RULE, "unit: proportion", "units: proportion", 2, "units", "cette clé n’existe pas. unit"),
        (RULE, "  note: Relu.", "  notes: Relu.", 14, "values, n° 1, notes", "cette clé n’existe pas. note"),
        (RULE, "    title: Prop", "    titre: Prop", 19, "values, n° 2, reference, titre", "cette clé n’existe pas. title"),
        (SCOPED, "region: corse", "région: corse", 19, "values, n° 3, scope, région", "cette clé n’existe pas. region"),
        (RULE, "comparator", "note: x\ncomparator", 3, "note", "cette clé n’existe pas"),
        # a key written twice
        (RULE, "  note: Relu.", "  note: Relu.\n  note: Relu.", 15, "note", "écrite deux fois"),
        (RULE, "unit: proportion", "unit: proportion\nunit: €", 3, "unit", "écrite deux fois"),
        # what vouches for a value
        (RULE, "  reference:\n    title: Proposition\n", "", 15, "values, n° 2, reference", "obligatoire et manque"),
        (RULE, "    title: Proposition\n", "", 18, "values, n° 2, reference", "des clés et des valeurs"),
        (RULE, "title: Proposition", "title:", 19, "values, n° 2, reference, title", "un texte est attendu"),
        (RULE, "title: Proposition", 'title: ""', 19, "values, n° 2, reference, title", "n’est pas acceptée"),
        (RULE, "status: to_validate", "status: valide", 17, "values, n° 2, status", "confirmed ou to_validate"),
        (RULE, "status: to_validate", "status: confirmed", 15, "values, n° 2", "qui l’a relue et quand"),
        (RULE, "by: équipe, on: 2026-01-15}\n  note", "by: équipe}\n  note", 13, "values, n° 1, checked, on", "manque"),
        # dates
        (RULE, "since: 2022-07-01", "since: 2020-01-01", 15, "values, n° 2, since", "vaut encore, pour la même portée"),
        (RULE, "  value: 0.50", "  until: 2022-07-01\n  value: 0.50", 16, "values, n° 2, since", "commence le 01/07/2022"),
        (RULE, "  value: 0.50", "  until: 2019-12-31\n  value: 0.50", 5, "values, n° 1", "until (31/12/2019) précède since"),
        (RULE, "since: 2022-07-01", "since: 2022-07-32", 15, "values, n° 2, since", "une date AAAA-MM-JJ"),
        # scope
        (SCOPED, '"130786049"', '"130786048"', 13, "values, n° 2, scope, exceptions", "« 130786048 » n’est pas un FINESS"),
        (SCOPED, '"130786049"', '"13078604"', 13, "values, n° 2, scope, exceptions", "« 13078604 » n’est pas un FINESS"),
        (SCOPED, "region: corse", "region: Corse", 19, "values, n° 3, scope, region", "n’est pas acceptée"),
        (SCOPED, "region: corse", "generation: G4", 19, "values, n° 3, scope, generation", "G1, G2 ou G3"),
        (SCOPED, "region: corse", "region: paca", 18, "values, n° 3, since", "vaut encore, pour la même portée"),
        # missing
        (MISSING, "value: null", "value: 0.20", 4, "values, n° 1", "value doit alors rester null"),
        (MISSING, "    waits: le montant de l’intéressement\n", "", 7, "values, n° 1, missing, waits", "manque"),
        # units
        (RULE, 'comparator: ">="', 'comparator: "=>"', 3, "comparator", "<, <=, > ou >="),
        (RULE, "unit: proportion\n", "", 1, "unit", "obligatoire et manque"),
        (RULE, "unit: proportion", "unit: pourcent", 2, "unit", "valeurs acceptées : proportion, €"),
        (RULE, "0.50", "0,50", 6, "values, n° 1, value", "un nombre est attendu (point décimal)"),
        (RULE, "0.60", "60", 16, "values, n° 2, value", "entre −1 et 1 (80 % s’écrit 0.80)"),
        (RULE, "0.60", "-1.01", 16, "values, n° 2, value", "entre −1 et 1"),
        (RULE, "0.50", "{a: generic}", 6, "values, n° 1, value", "un nombre est attendu"),
        (TABLE, "values:", 'comparator: "<"\nvalues:', None, "(fichier)", "« codes » ne se compare pas : ôtez comparator"),
        (TABLE, "{01: outside, no: generic}", "12", 5, "values, n° 1, value", "des clés et des valeurs"),
        (TABLE, "generic", "générique", 5, "values, n° 1, value, no", "valeurs acceptées : outside"),
        (TABLE, "unit: codes", "unit: durée", 5, "values, n° 1, value", "un texte est attendu"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_refused_with_its_line_and_key(tmp_path, text, old, new, line, key, message):
    assert text.count(old) == 1
    # a key misspelt is told twice: unknown as it is, and missing as it should be
    (finding,) = [each for each in refused(tmp_path, text.replace(old, new)).findings if each.key == key]
    assert (finding.file, finding.line) == ("params/regulation/rate.yml", line)
    said, _, nearest = message.partition(". ")
    assert said in finding.message
    assert not nearest or finding.remedy == f"vouliez-vous écrire « {nearest} » ?"


@pytest.mark.parametrize(
    ("unit", "typed"), [("durée", "deux mois"), ("durée", "2M"), ("oui/non", "oui"), ("années", "2017")]
)
def test_a_value_that_is_not_of_its_unit_is_refused(tmp_path, unit, typed):
    text = ONE.replace('comparator: "<"\n', "").replace("unit: proportion", f"unit: {unit}").replace("0.15", typed)
    assert [each.key for each in refused(tmp_path, text).findings] == ["values, n° 1, value"]


@pytest.mark.parametrize("typed", ["1656633600", "2022-07-01T00:00:00", "2022"])
@pytest.mark.parametrize("written_as", ["since: 2022-07-01", "date: 2019-12-31"])
def test_a_date_is_written_as_a_date(tmp_path, written_as, typed):
    """A number would be taken for seconds since 1970, and two writings of a day would hide one another."""
    name = written_as.partition(":")[0]
    (finding,) = refused(tmp_path, RULE.replace(written_as, f"{name}: {typed}")).findings
    assert (finding.key or "").endswith(name)


@pytest.mark.parametrize("scope", ["{region: paca, generation: G1}", "{region: corse}"])
def test_values_of_different_scopes_may_share_a_day(tmp_path, scope):
    text = GENERATIONS.replace("{generation: G2}", "{region: paca, generation: G2}").replace("{generation: G1}", scope)
    assert loaded(tmp_path, text).on("rate", date(2022, 6, 1), Subject(region="paca", generation="G2")).region == "paca"


def test_a_value_for_every_generation_overlaps_that_of_one(tmp_path):
    (finding,) = refused(tmp_path, GENERATIONS.replace("  scope: {generation: G1}\n", "")).findings
    assert (finding.code, finding.line, finding.value) == ("dates_qui_se_recouvrent", 10, "2022-01-01")


def test_a_file_without_values_is_refused(tmp_path):
    (finding,) = refused(tmp_path, "description: d\nunit: €\nvalues: []\n").findings
    assert finding.key == "values"


# folders


def test_all_the_faulty_files_are_told_at_once(tmp_path):
    files = {"a": RULE.replace("unit:", "unti:"), "b": RULE + "unit: x\n", "c": RULE, "d": "[]"}
    with pytest.raises(ParameterFileError) as caught:
        Rules.load(folder_with(tmp_path, **files))
    assert {finding.file for finding in caught.value.findings} == {f"params/regulation/{name}.yml" for name in "abd"}


@pytest.mark.parametrize("broken", ["a: [", "a: &x 1\n", "a: \x00"])
def test_a_file_that_is_not_yaml_does_not_hide_the_others(tmp_path, broken):
    with pytest.raises(ParameterFileError) as caught:
        Rules.load(folder_with(tmp_path, a=broken, b=RULE.replace("unit:", "unti:")))
    assert {finding.file for finding in caught.value.findings} == {"params/regulation/a.yml", "params/regulation/b.yml"}


@pytest.mark.parametrize("suffix", ["yml", "yaml"])
def test_the_path_of_a_file_is_the_key_of_its_rule(tmp_path, suffix):
    (tmp_path / "one" / "two").mkdir(parents=True)
    (tmp_path / "one" / "two" / f"three.{suffix}").write_text(RULE, encoding="utf-8")
    rules = Rules.load(tmp_path)
    assert rules.on("one.two.three", date(2020, 1, 1)).amount == Decimal("0.50")
    assert (rules.keys("one.two"), rules.keys("one.tw"), rules.keys()) == (["one.two.three"], [], ["one.two.three"])


@pytest.mark.parametrize("name", ["rate - Copie.yml", "Rate.yml", "taux_é.yml"])
def test_a_file_whose_name_is_no_key_is_refused(tmp_path, name):
    (tmp_path / name).write_text(RULE, encoding="utf-8")
    with pytest.raises(ParameterFileError) as caught:
        Rules.load(tmp_path)
    assert [finding.file for finding in caught.value.findings] == [f"params/regulation/{name}"]


@pytest.mark.parametrize(("one", "other"), [("a/b.yml", "a/b.yaml"), ("a/b.yml", "a.b.yml")])
def test_two_files_of_the_same_key_are_refused(tmp_path, one, other):
    """One would hide the other without a word."""
    (tmp_path / "a").mkdir()
    for name in (one, other):
        (tmp_path / name).write_text(RULE, encoding="utf-8")
    with pytest.raises(ParameterFileError) as caught:
        Rules.load(tmp_path)
    assert "deux fichiers" in caught.value.findings[0].message

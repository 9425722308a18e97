"""National indicators: advice, amounts and notices, from figures worked out by hand."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from national_cases import IPP_ROW, case, results

from caqes_eval.families.national.advice import advise
from caqes_eval.families.national.amounts import amounts
from caqes_eval.families.national.family import FAMILY
from caqes_eval.families.national.notices import notice
from caqes_eval.foundation.errors import ParameterFileError

PHMEV = {
    "year": 2025,
    "period": "2025",
    "cip13": "3400949720880",
    "atc5": "A02BC05",
    "boxes": 100,
    "reimbursed_cents": 5,
}


def plain(text: str) -> str:
    return text.replace("\u202f", " ")


def advice(of):
    return [plain(step) for step in advise(of, list(results(of).values()))]


def paid(of):
    return {each.code: each for each in amounts(of, [])}


def test_ipp_says_what_was_missing_for_the_objective_and_which_products_weigh():
    rows = [
        {**IPP_ROW, "label": "PANTOPRAZOLE", "boxes": 4000, "amount": Decimal("60000.00"), "previous_amount": 50000},
        {**IPP_ROW, "label": "ESOMEPRAZOLE", "boxes": 5000, "amount": Decimal("36000.00"), "previous_amount": 50000},
    ]
    steps = advice(case({"extraction.ipp": rows}, indicators=["ipp"]))
    # 100 000 × 95 % = 95 000 ; 9 000 − 8 500, plus une boîte
    assert steps[0] == (
        "IPP : la dépense est passée de 100 000,00 € à 96 000,00 € (−4,0 %). Pour l’objectif (−5,0 %), il aurait fallu au plus "
        "95 000,00 €, soit 1 000,00 € de moins. Les plus coûteux : PANTOPRAZOLE (60 000,00 €), ESOMEPRAZOLE (36 000,00 €)."
    )
    assert "9 000 boîtes, le référentiel en demande moins de 8 500, soit 501 boîtes de trop" in steps[1]
    assert steps[2].startswith("Plan d’actions « IPP » : aucune ligne reçue.")
    assert len(steps) == 3


def test_nothing_is_advised_where_all_is_well_but_the_plan():
    steps = advice(case({"extraction.ipp": [{**IPP_ROW, "boxes": 10, "amount": 90000}]}, indicators=["ipp"]))
    assert steps[0].startswith("Rien à corriger")
    assert len(steps) == 2


def test_data_that_lack_are_told_with_their_reason():
    steps = advice(case({}, indicators=["ipp", "epa"]))
    assert "IPP : rien n’est jugé. Aucune donnée n’a été reçue." in steps
    assert "Examens pré-anesthésiques : rien n’est jugé. Aucune donnée n’a été reçue." in steps


def test_one_exam_that_lacks_does_not_hide_the_others():
    rows = [{"year": 2025, "period": "2025", "exam": "efr", "surgeries": 10, "surgeries_with_exam": 3}]
    assert not any("rien n’est jugé" in step for step in advice(case({"extraction.epa": rows}, indicators=["epa"])))


def test_perfadom_says_the_two_ways_to_the_reference():
    rows = [
        {"year": 2025, "period": "2025", "system": "diffuser", "amount": 180000, "previous_amount": 200000},
        {"year": 2025, "period": "2025", "system": "gravity", "amount": 20000, "previous_amount": 20000},
    ]
    steps = advice(case({"extraction.perfadom": rows}, indicators=["perfadom"]))
    assert "180 000,00 € (90,0 % du remboursé)" in steps[0]
    assert "sous 100 000,00 € ou sous 80,0 %" in steps[0]


def test_dressings_name_the_rises():
    rows = [
        {"year": 2025, "period": "2025", "label": "Hydrocellulaire", "amount": 900, "previous_amount": 500},
        {"year": 2025, "period": "2025", "label": "Compresse", "amount": 80, "previous_amount": 100},
    ]
    steps = advice(case({"extraction.pansements": rows}, indicators=["pansements"]))
    assert "(+63,3 %)" in steps[0]
    assert steps[0].endswith("Les plus fortes hausses : Hydrocellulaire (+400,00 €).")


def test_the_exam_most_often_useless_is_named():
    rows = [
        {"year": 2025, "period": "2025", "exam": "haemostasis", "surgeries": 100, "surgeries_with_exam": 22},
        {"year": 2025, "period": "2025", "exam": "efr", "surgeries": 10, "surgeries_with_exam": 3},
    ]
    steps = advice(case({"extraction.epa": rows}, indicators=["epa"]))
    assert steps[0].startswith(
        "Examens pré-anesthésiques : explorations fonctionnelles respiratoires : 3 interventions sur 10"
    )


def test_day_surgery_names_the_family_where_most_stays_keep_a_night():
    rows = [
        {"year": 2025, "period": "2025", "act_family": name, "surgical_stays": stays, "outpatient_stays": without}
        for name, stays, without in (("Cataracte", 100, 99), ("Hernie", 40, 10), ("Canal carpien", 4, 0))
    ]
    steps = advice(case({"extraction.chirurgie_ambulatoire": rows}, indicators=["chirurgie_ambulatoire"]))
    assert steps[0].startswith("Chirurgie ambulatoire : Hernie : 30 séjours sur 40 avec au moins une nuit (25,0 %")


def test_readmissions_are_counted_and_compared():
    rows = [
        {"year": 2024, "period": "2024", "index_stays": 100, "readmitted_stays": 20},
        {"year": 2025, "period": "2025", "index_stays": 100, "readmitted_stays": 25},
    ]
    steps = advice(case({"extraction.rehospitalisation_ic": rows}, indicators=["rehospitalisation_ic"]))
    assert "25 séjours sur 100" in steps[0]
    assert "(25,0 %, contre 20,0 % en 2024)" in steps[0]


def test_the_national_incentive_needs_its_rate_and_savings_do_not():
    of = case({"extraction.ipp": [{**IPP_ROW, "amount": 90000}]}, indicators=["ipp"])
    found = paid(of)
    assert set(found) == {"ipp.savings", "ipp.incentive"}
    assert (found["ipp.savings"].amount, found["ipp.savings"].nature) == (Decimal("10000.00"), "estimation")
    assert found["ipp.incentive"].amount is None
    assert "taux d’intéressement de l’indicateur « IPP »" in found["ipp.incentive"].reason
    rules = of.law.rules.assuming({"incentive.national.rate.ipp": Decimal("0.20")})
    known = paid(replace(of, law=replace(of.law, rules=rules)))["ipp.incentive"]
    # 20 % de 10 000
    assert (known.amount, known.status) == (Decimal("2000.00"), "to_validate")
    assert any("10 000,00 €" in plain(step) for step in known.steps)


def test_an_incentive_is_never_negative():
    of = case({"extraction.ipp": [{**IPP_ROW, "amount": 110000}]}, indicators=["ipp"])
    rules = of.law.rules.assuming({"incentive.national.rate.ipp": Decimal("0.20")})
    found = paid(replace(of, law=replace(of.law, rules=rules)))
    assert found["ipp.savings"].amount == found["ipp.incentive"].amount == 0
    assert "a augmenté de 10 000,00 €" in plain(found["ipp.savings"].reason)


def test_a_spending_that_did_not_fall_pays_nothing_whatever_the_rate():
    found = paid(case({"extraction.ipp": [{**IPP_ROW, "amount": 100000}]}, indicators=["ipp"]))
    assert found["ipp.incentive"].amount == 0
    assert "n’a pas baissé" in found["ipp.incentive"].reason


def test_half_of_2022_pays_nothing_and_says_why():
    of = case({"extraction.ipp": [{**IPP_ROW, "year": 2022, "period": "2022"}]}, year=2022, indicators=["ipp"])
    rules = of.law.rules.assuming({"incentive.national.rate.ipp": Decimal("0.20")})
    of = replace(of, law=replace(of.law, rules=rules))
    found = paid(of)
    assert found["ipp.incentive"].amount is None
    assert "01/07/2022" in found["ipp.incentive"].reason
    assert "année entière" in found["ipp.savings"].reason


def test_a_contract_that_ends_in_the_year_pays_nothing():
    of = replace(case({"extraction.ipp": [IPP_ROW]}, indicators=["ipp"]), last_day=date(2025, 6, 30))
    rules = of.law.rules.assuming({"incentive.national.rate.ipp": Decimal("0.20")})
    assert paid(replace(of, law=replace(of.law, rules=rules)))["ipp.incentive"].amount is None


def test_rates_have_no_savings_in_euros_and_regional_indicators_no_national_incentive():
    found = paid(case({}, indicators=["epa", "rehospitalisation_ic", "chirurgie_ambulatoire"]))
    assert set(found) == {"epa.incentive", "rehospitalisation_ic.incentive"}
    assert all(each.amount is None and "n’a pas été lue" in each.reason for each in found.values())


def test_a_past_told_twice_is_noticed():
    rows = [
        {"year": 2024, "period": "2024", "boxes": 1, "amount": 90000},
        {"year": 2025, "period": "2025", "boxes": 1, "amount": 95000, "previous_amount": 100000},
    ]
    (found,) = notice(case({"extraction.ipp": rows}, indicators=["ipp"]))
    assert found.code == "depense_passee_differente"
    assert "90 000,00 € dans l’extraction de 2024, 100 000,00 € rappelés" in plain(found.sentence)
    assert notice(case({"extraction.ipp": rows}, indicators=["perfadom"])) == []


@pytest.mark.parametrize(("boxes", "severity"), [(120, "info"), (100, None), (80, "à vérifier")])
def test_the_witness_is_told_when_it_differs(boxes, severity):
    row = {"year": 2025, "period": "2025", "boxes": boxes, "amount": 1}
    found = notice(case({"extraction.ipp": [row], "open_phmev": [PHMEV]}, indicators=["ipp"]))
    assert [each.severity.value for each in found] == ([severity] if severity else [])


def test_the_base_of_the_perfadom_target_is_a_rule():
    rows = [
        {"year": 2025, "period": "2025", "system": "diffuser", "amount": 80, "previous_amount": 100},
        {"year": 2025, "period": "2025", "system": "gravity", "amount": 120, "previous_amount": 100},
    ]
    of = case({"extraction.perfadom": rows}, indicators=["perfadom"])
    assert results(of)["perfadom.change"].value == 0
    assert with_base(of, "deux systèmes")["perfadom.change"].value * 5 == -1
    with pytest.raises(ParameterFileError, match="target_base"):
        with_base(of, "tout")


def with_base(of, text):
    key = "national.perfadom.target_base"
    files = dict(of.law.rules.items())
    dated = tuple(each.model_copy(update={"value": text}) if each.value else each for each in files[key].values)
    files[key] = files[key].model_copy(update={"values": dated})
    return results(replace(of, law=replace(of.law, rules=type(of.law.rules)(files))))


def test_the_family_speaks_of_each_indicator_once():
    codes = [definition.code for definition in FAMILY.definitions]
    assert len(codes) == len(set(codes))
    assert FAMILY.contracts == (
        "ipp", "perfadom", "pansements", "ezetimibe", "epa", "rehospitalisation_ic", "chirurgie_ambulatoire",
    )  # fmt: skip
    assert {each.code for each in FAMILY.inputs} >= {f"extraction.{contract}" for contract in FAMILY.contracts}


def test_what_does_not_bind_takes_one_line_and_no_advice():
    of = case({"extraction.ipp": [IPP_ROW]}, indicators=[])
    found = results(of)
    assert len(found) == len(FAMILY.contracts)
    assert {each.outcome for each in found.values()} == {"non concerné"}
    assert len(advise(of, list(found.values()))) == 1
    assert amounts(of, []) == []


def test_small_numbers_have_an_interval():
    rows = [{"year": 2025, "period": "2025", "index_stays": 10, "readmitted_stays": 2}]
    found = results(case({"extraction.rehospitalisation_ic": rows}, indicators=["rehospitalisation_ic"]))
    low, high = found["rehospitalisation_ic.rate"].interval
    # Wilson, 2 sur 10 : 5,7 % à 51,0 %
    assert (round(low, 3), round(high, 3)) == (Decimal("0.057"), Decimal("0.510"))

"""Clinical pharmacy: what it says to do, what it finds, the levels it reaches."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from clinical_pharmacy_case import answered, by_code, case, diagnosed, year_of

from caqes_eval.campaign.region import Region
from caqes_eval.families.case import Case
from caqes_eval.families.clinical_pharmacy.family import FAMILY
from caqes_eval.families.clinical_pharmacy.inputs import ASKED, LABELS
from caqes_eval.families.evaluation import evaluate
from caqes_eval.families.points import points_of
from caqes_eval.foundation.errors import ParameterFileError
from caqes_eval.foundation.findings import Severity
from caqes_eval.foundation.shipped import shipped
from caqes_eval.regulation.parameters.rules import Rules
from tests.indicators.examples import shipped_rules

PLAN = {
    "year": 2025, "period": "2025", "indicator": "pharmacie_clinique", "action": "Former", "owner": "Pharmacien",
    "due": date(2026, 12, 31), "state": "under_way",
}  # fmt: skip


def advice(one: Case) -> list[str]:
    return [step.replace("\u202f", " ") for step in FAMILY.advise(one, evaluate(FAMILY, one, region={}))]


def findings(one: Case) -> dict[str, str]:
    return {found.code: found.sentence.replace("\u202f", " ") for found in FAMILY.notice(one)}


def only(steps: list[str], beginning: str) -> str:
    (step,) = [each for each in steps if each.startswith(beginning)]
    return step


def before(**changes: object) -> list[dict]:
    return year_of(answered("MCO", 2024, **changes))


# what is missing


def test_the_answers_missing_are_named_by_champ():
    rows = year_of(
        answered("MCO", bmo=None), answered("SMR", ppp=None, beds=None, beds_nominative=None, divergences=None)
    )
    steps = advice(case(rows))
    assert (
        only(steps, "MCO")
        == "MCO : 1 réponse à donner, « Bilans médicamenteux à l’entrée ». Écrivez 0 s’il n’y en a eu aucune."
    )
    assert only(steps, "SMR").startswith(
        "SMR : 4 réponses à donner, « Plans pharmaceutiques personnalisés transmis », « Lits et places », "
        "« Lits et places en délivrance nominative » et 1 autre."
    )


@pytest.mark.parametrize("row", [[], [answered("PSY", **dict.fromkeys(LABELS))]], ids=["left out", "blank"])
def test_a_champ_without_any_answer_is_told_how_to_say_that_it_does_not_exist(row):
    rows = [each for each in year_of(answered("MCO")) if each["champ"] != "PSY"] + row
    assert "écrivez « sans objet » à chaque ligne" in only(advice(case(rows)), "PSY : aucune réponse")


def test_nothing_is_asked_of_a_champ_that_does_not_exist():
    assert not [step for step in advice(case()) if step.startswith(("SMR", "PSY", "HAD", "USLD"))]


def test_an_excess_is_told_once_and_blocks():
    one = case(year_of(answered("MCO", bmo=201)))
    assert only(advice(one), "MCO").startswith("MCO : « Bilans médicamenteux à l’entrée » (201) dépasse")
    (found,) = FAMILY.notice(one)
    assert (found.code, found.severity) == ("realise_superieur_aux_eligibles", Severity.BLOCKING)
    assert found.sentence.startswith("Fichier pharmacie.xlsx, feuille « Activité ». MCO : ")


def test_a_number_equal_to_its_bound_is_no_excess():
    assert "realise_superieur_aux_eligibles" not in findings(
        case(year_of(answered("MCO", bmo=200, entry_conciliated=30)))
    )


def test_the_classeur_is_asked_for_when_nothing_came():
    deliveries = [
        {"input": code, "label": "Retour", "period": "2025", "state": "non transmis"}
        for code in ("clinical_pharmacy.activite", "clinical_pharmacy.autodiagnostic", "action_plan.plan_actions")
    ]
    steps = advice(case([], [], deliveries=deliveries))
    assert steps[0].startswith("Envoyez le classeur de pharmacie clinique rempli")
    assert (
        steps[1]
        == "Plan d’actions « Pharmacie clinique » : aucune ligne reçue. Envoyez-le : il compte dans l’évaluation."
    )
    assert len(steps) == 2


# what is to be gained


def test_how_many_more_it_took_to_gain_five_points():
    # 80/200 = 40 % in 2024; 45 % of 200 is 90: 89 is one short, 90 is enough
    short, enough = (case([*year_of(answered("MCO", bmo=count)), *before(bmo=80)]) for count in (89, 90))
    assert only(advice(short), "Bilans") == (
        "Bilans médicamenteux à l’entrée : 40,0 % en 2024, 44,5 % en 2025 (MCO). Pour gagner 5 points, à 200 séjours "
        "éligibles, il fallait 1 bilan de plus."
    )
    assert not [step for step in advice(enough) if step.startswith("Bilans")]


def test_a_part_of_a_conciliation_is_a_whole_one():
    # 50/120 = 41,67 % in 2024; 46,67 % of 121 is 56,47: 57 are needed
    one = case([*year_of(answered("MCO", eligible_exit=121, exit_conciliated=40)), *before(exit_conciliated=50)])
    assert "à 121 sorties éligibles, il fallait 17 conciliations de plus" in only(
        advice(one), "Conciliations de sortie"
    )


def test_without_a_year_before_the_next_one_has_its_figure():
    # 90/200 = 45 % ; 50 % is 100
    assert only(advice(case()), "Bilans") == (
        "Bilans médicamenteux à l’entrée : 45,0 % en 2025. En 2026, gagner 5 points demande 10 bilans de plus, à 200 séjours "
        "éligibles."
    )


def test_no_contract_follows_2026_so_no_figure_is_given_for_2027():
    one = case(year_of(answered("MCO", 2026)), [diagnosed(2026)], year=2026)
    assert not [step for step in advice(one) if "2027" in step]


def test_the_beds_left_and_the_divergences_left_are_counted_where_there_are_most():
    rows = year_of(answered("MCO"), answered("SMR", beds=70, beds_nominative=0, divergences_corrected=40))
    steps = advice(case(rows, tables={"action_plan.plan_actions": [{**PLAN, "owner": None}]}))
    assert only(steps, "Délivrance") == (
        "Délivrance nominative : il reste 90 lits ou places à couvrir, dont 70 en SMR. À défaut, complétez le plan d’actions."
    )
    assert only(steps, "Divergences").startswith(
        "Divergences non intentionnelles : 12 divergences sans correction, dont 12 en MCO."
    )
    assert only(steps, "Plan d’actions") == "Plan d’actions « Pharmacie clinique » : complétez le pilote (1 ligne)."


@pytest.mark.parametrize(
    ("changes", "step"),
    [
        (
            {"done_on": date(2023, 12, 31)},
            "Autodiagnostic de l’ANAP : refaites-le, celui du 31/12/2023 est trop ancien.",
        ),
        (
            {"done": False, "done_on": None},
            "Autodiagnostic de l’ANAP : faites-le, l’établissement répond qu’il ne l’est pas.",
        ),
        (
            {"done_on": None},
            "Autodiagnostic de l’ANAP : L’autodiagnostic est dit réalisé, sans date : son âge ne peut pas être jugé.",
        ),
        ({"unit": None}, "Dites ce que votre logiciel compte"),
    ],
)
def test_the_self_diagnosis_has_its_step(changes, step):
    assert [each for each in advice(case(None, [diagnosed(**changes)])) if each.startswith(step)]


def test_nothing_is_left_to_do_when_all_is_reached():
    all_done = {
        "bmo": 200, "entry_conciliated": 199, "exit_conciliated": 120, "beds_nominative": 80, "divergences_corrected": 40,
    }  # fmt: skip
    one = case([*year_of(answered("MCO", **all_done)), *before()], tables={"action_plan.plan_actions": [PLAN]})
    assert advice(one) == ["Rien à corriger d’après ces données : maintenez les pratiques et le suivi en COMEDIMS."]


# what is found


def test_conciliations_without_bilan_and_as_many_of_both():
    assert (
        "70 conciliations d’entrée pour 60 bilans"
        in (findings(case(year_of(answered("MCO", bmo=60, entry_conciliated=70))))["conciliations_sans_bilan"])
    )
    equal = findings(case(year_of(answered("MCO", bmo=60))))
    assert "autant de conciliations d’entrée que de bilans (60)" in equal["bilans_egaux_aux_conciliations"]
    assert not findings(case(year_of(answered("MCO", bmo=0, entry_conciliated=0, entry_conciliated_48h=0))))


def test_a_champ_written_twice_blocks():
    found = FAMILY.notice(case([*year_of(answered("MCO")), answered("MCO", bmo=91)]))[0]
    assert (found.code, found.severity) == ("champ_en_double", Severity.BLOCKING)
    assert "Le champ MCO est écrit 2 fois" in found.sentence


def test_sans_objet_beside_a_number_is_to_check():
    assert (
        "l’autre vaut 30"
        in findings(case(year_of(answered("MCO", eligible_exit="sans objet"))))["sans_objet_contredit"]
    )


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"unit": "patients"}, "unite_de_compte"),
        ({"unit": None}, "unite_de_compte_absente"),
        ({"day_cases": True}, "sejours_sans_nuitee"),
        ({"done": False}, "autodiagnostic_contredit"),
        ({"done_on": date(2026, 4, 1)}, "autodiagnostic_a_venir"),
    ],
)
def test_what_the_diagnosis_says_oddly_is_told(changes, code):
    assert set(findings(case(None, [diagnosed(**changes)]))) == {code}


def test_two_diagnoses_that_differ_are_told():
    assert set(findings(case(None, [diagnosed(), diagnosed(done=False, done_on=None)]))) == {"autodiagnostic_en_double"}


def test_a_target_population_told_otherwise_is_to_check():
    rows = [*year_of(answered("MCO")), *before(target_population="Services prioritaires")]
    assert "(MCO)" in findings(case(rows))["population_cible_changee"]
    assert not findings(case([*year_of(answered("MCO")), *before(target_population="65 ANS ET PLUS")]))


# the grid, the rules


def points(one: Case, region: str, territory: str) -> Fraction | None:
    """Points on the grid that ships for a territory."""
    subject = replace(one.law.subject, region=territory)
    there = replace(one, law=replace(one.law, subject=subject))
    grid = Region.load(shipped("regions") / f"{region}.yml").grid_of("clinical_pharmacy", date(2025, 12, 31))
    assert grid is not None
    return points_of(grid, FAMILY.answers(there, evaluate(FAMILY, there, region={}))).points


@pytest.mark.parametrize(
    ("changes", "diagnosis", "in_paca", "in_val_de_brume"),
    [
        ({}, {}, 3, 3),
        ({"bmo": None}, {}, 2, 2),
        (dict.fromkeys(ASKED), {}, 2, 1),
        ({}, {"done_on": date(2023, 12, 31)}, 2, 2),
        ({}, {"done": False, "done_on": None}, 2, 2),
        ({}, {"done_on": None}, None, None),
    ],
    ids=["all", "an answer missing", "no answer", "too old", "not done", "no date"],
)
def test_the_points_on_the_grids_that_ship(changes, diagnosis, in_paca, in_val_de_brume):
    rows = year_of(answered("MCO", **changes))
    one = case(rows, [diagnosed(**diagnosis)], tables={"action_plan.plan_actions": [PLAN]})
    for territory in ("paca", "corse"):
        assert points(one, "paca-corse", territory) == in_paca
    assert points(one, "val-de-brume", "val-de-brume") == in_val_de_brume


def test_a_territory_without_grid_has_no_level():
    one = case(region="cotes-d-ambre")
    assert FAMILY.answers(one, evaluate(FAMILY, one, region={})) == {
        "activite": None, "autodiagnostic": None, "plan_actions": None,
    }  # fmt: skip


def test_an_establishment_that_is_not_bound_has_no_level():
    one = case(indicators=["mo"])
    assert FAMILY.answers(one, evaluate(FAMILY, one, region={})) == {}


def with_day_of_counting(one: Case, text: str) -> Case:
    key = "clinical_pharmacy.self_diagnosis.counted_on"
    file = shipped_rules().file(key)
    written = file.model_copy(update={"values": (file.values[0].model_copy(update={"value": text}),)})
    return replace(one, law=replace(one.law, rules=Rules({**dict(shipped_rules().items()), key: written})))


@pytest.mark.parametrize(("day", "outcome"), [(date(2024, 3, 31), "non atteint"), (date(2024, 4, 1), "atteint")])
def test_the_age_can_be_counted_on_the_day_of_the_evaluation(day, outcome):
    one = with_day_of_counting(case(None, [diagnosed(done_on=day)]), "date de l’évaluation")
    found = by_code(evaluate(FAMILY, one, region={}))
    assert found["clinical_pharmacy.self_diagnosis"].outcome == outcome


def test_an_unknown_day_of_counting_is_a_fault_of_the_rules():
    with pytest.raises(ParameterFileError, match="fête du village"):
        evaluate(FAMILY, with_day_of_counting(case(), "le jour de la fête du village"), region={})

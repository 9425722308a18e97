"""What to do next about transports comes from the figures, to the trip and to the cent."""

from dataclasses import replace
from datetime import date

from transport_cases import EXTRACT, FORM, PLAN, advice, answers, case, findings, results, wide

from caqes_eval.families.transport.amounts import amounts
from caqes_eval.families.transport.family import FAMILY
from caqes_eval.foundation.shipped import shipped
from caqes_eval.regulation.parameters.values import typed

NATIONAL = ["ambulance"]


def plain(sentences: list[str]) -> str:
    return " ".join(sentences).replace("\u202f", " ")


def test_a_référentiel_not_respected_says_how_much_is_missing_on_each_side():
    # 2 500 − 20 % de 10 000 = 500 trajets : 500 laissent 20 %, qui n’est pas inférieur à 20 %
    told = plain(
        advice(case({EXTRACT: [wide(2025, (2500, 2500, 5000), (450_000, 100_000, 300_000))]}, indicators=NATIONAL))
    )
    assert "501 trajets en VSL ou en taxi" in told
    assert "plus de 50 000,00 € d’ambulance en moins" in told


def test_the_reason_with_the_most_ambulances_comes_first():
    form = [
        *answers((900, 1, 1, 1, 1, 1, 1), reason="discharge"),
        *answers((1600, 1, 1, 1, 1, 1, 1), reason="sessions"),
    ]
    extract = [wide(2025, (2500, 2500, 5000), (450_000, 100_000, 300_000))]
    told = plain(advice(case({EXTRACT: extract, FORM: form}, indicators=NATIONAL)))
    assert "« Séances (dialyse, chimiothérapie, radiothérapie) » : 1 600 trajets sur 2 500" in told


def test_a_référentiel_that_holds_by_the_amount_alone_says_its_margin():
    told = plain(
        advice(case({EXTRACT: [wide(2025, (2500, 2500, 5000), (390_000, 100_000, 300_000))]}, indicators=NATIONAL))
    )
    assert "il reste 10 000,00 € avant le seuil, et la part de l’ambulance est de 25,0 %" in told


def test_two_shares_on_different_sides_are_told_and_asked_about():
    subject = case({EXTRACT: [wide(2025, (1999, 3001, 5000), (450_000, 100_000, 300_000))]}, indicators=NATIONAL)
    assert "le verdict en dépend" in plain(advice(subject))
    assert "transport_unite_de_la_part" in findings(subject)


def test_the_unit_decides_nothing_when_the_amount_is_enough():
    subject = case({EXTRACT: [wide(2025, (1999, 3001, 5000), (390_000, 100_000, 300_000))]}, indicators=NATIONAL)
    assert "le verdict en dépend" not in plain(advice(subject))
    assert "transport_unite_de_la_part" in findings(subject)


def test_two_shares_on_the_same_side_are_not():
    subject = case({EXTRACT: [wide(2025, (1999, 3001, 5000), (100_000, 200_000, 300_000))]}, indicators=NATIONAL)
    assert "le verdict en dépend" not in plain(advice(subject))
    assert "transport_unite_de_la_part" not in findings(subject)


def test_a_rise_names_the_mode_that_rises_most():
    rows = [wide(2024, (9, 9, 9), (100, 100, 100)), wide(2025, (9, 9, 9), (90, 130, 140))]
    told = plain(advice(case({EXTRACT: rows}, indicators=NATIONAL)))
    assert "augmenté de 60,00 € (20,0 %), d’abord par le mode taxi (+40,00 €)" in told


def test_shared_trips_to_gain_are_counted():
    # 15 % de 1 000 trajets : 150 ; il y en a 149
    form = answers((0, 251, 600, 50, 99, 0, 0))
    told = plain(advice(case({FORM: form}, indicators=["autres_transports"], region="cotes-d-ambre")))
    assert "il aurait fallu 1 trajet de plus" in told
    assert "parmi les 851 trajets sans partage" in told


def test_a_mode_without_line_is_asked_for():
    form = [row for row in answers((1, 2, 3, 4, 5, 6, 7)) if row["mode"] != "public_transport"]
    told = plain(advice(case({FORM: form}, indicators=["autres_transports"])))
    assert "Transport en commun (2025). Écrivez 0 trajet" in told


def test_nothing_is_asked_about_an_indicator_that_is_not_in_the_contract():
    told = plain(advice(case({}, indicators=["autres_transports"])))
    assert "Autres modes de transport" in told
    assert "Part de l’ambulance" not in told


def test_a_late_action_is_told_by_its_plan():
    line = {
        "year": 2025,
        "period": "2025",
        "indicator": "ambulance",
        "action": "Former",
        "owner": "DIM",
        "state": "under_way",
    }
    subject = case({PLAN: [{**line, "due": date(2026, 1, 31)}]}, indicators=NATIONAL)
    assert "1 action en retard, la plus ancienne au 31/01/2026 (Former)" in plain(advice(subject))


def test_a_gap_between_the_sources_is_told_beyond_its_tolerance_only():
    extract = [wide(2025, (200, 300, 500), (1, 1, 1))]
    within = case({EXTRACT: extract, FORM: answers((250, 250, 450, 50, 100, 0, 0))})
    beyond = case({EXTRACT: extract, FORM: answers((251, 250, 450, 50, 100, 0, 0))})
    assert "À rapprocher" not in findings(within)["transport_sources_ecart"]
    assert "À rapprocher" in findings(beyond)["transport_sources_ecart"]
    assert "Rapprochez" not in plain(advice(within))
    assert "1 101 trajets déclarés, 1 000 dans l’extraction" in plain(advice(beyond))


def test_equal_sources_say_nothing():
    form = answers((200, 250, 450, 50, 50, 9, 9))
    subject = case({EXTRACT: [wide(2025, (200, 300, 500), (1, 1, 1))], FORM: form})
    assert "transport_sources_ecart" not in findings(subject)


def test_the_perimeter_is_told_with_the_years_that_do_not_compare():
    now = findings(case({EXTRACT: [wide(2025, (1, 1, 1), (1, 1, 1))]}))
    assert "01/10/2018" in now["transport_perimetre"]
    assert "sans numéro FINESS" in now["transport_finess_prescription"]
    rows = [wide(2018, (1, 1, 1), (1, 1, 1)), wide(2019, (1, 1, 1), (1, 1, 1))]
    assert "2018 et 2019 ne se comparent pas" in findings(case({EXTRACT: rows}, year=2019))["transport_article_80"]


def test_lines_of_an_unknown_finess_and_without_finess_are_told():
    rows = [
        wide(2025, (1, 1, 1), (1, 1, 1), finess="990780025"),
        wide(2025, (1, 1, 1), (1, 1, 1), finess=None),
        wide(2025, (1, 1, 1), (1, 1, 1)),
    ]
    told = findings(case({EXTRACT: rows}))
    assert "990780025" in told["transport_autre_finess"]
    assert told["transport_sans_finess"].startswith("1 ligne ")
    assert "transport_autre_finess" not in findings(case({EXTRACT: rows[2:]}))


def test_a_site_of_a_known_legal_body_is_its_own():
    row = wide(2025, (1, 1, 1), (1, 1, 1), finess="990780025", legal_finess="990780017")
    assert "transport_autre_finess" not in findings(case({EXTRACT: [row]}))


def test_a_half_year_of_contract_and_the_year_after_are_told():
    assert "01/07/2022" in findings(case({}, year=2022))["transport_annee_partielle"]
    assert "année entière" in findings(case({}, year=2023))["transport_annee_precedente"]
    assert not {"transport_annee_partielle", "transport_annee_precedente"} & set(findings(case({}, year=2024)))


def test_two_figures_of_the_same_past_year_are_told():
    rows = [wide(2024, (1, 1, 1), (1, 1, 1), amount=3), wide(2025, (1, 1, 1), (1, 1, 1), amount=3, previous_amount=4)]
    assert "transport_annee_precedente_discordante" not in findings(case({EXTRACT: rows}))
    rows = [
        {"year": 2024, "period": "2024", "amount": 3},
        {"year": 2025, "period": "2025", "amount": 3, "previous_amount": 4},
    ]
    assert "la première est retenue" in findings(case({EXTRACT: rows}))["transport_annee_precedente_discordante"]


def test_the_rate_that_no_source_gives_is_the_reason_why_there_is_no_incentive():
    subject = case({EXTRACT: [wide(2024, (9, 9, 9), (100, 100, 100)), wide(2025, (9, 9, 9), (90, 100, 100))]})
    (paid,) = amounts(subject, results(subject))
    assert paid.amount is None
    assert "le taux d’intéressement de l’indicateur" in paid.reason
    assert "Économies : 10,00 €" in plain(list(paid.steps))


def test_with_a_rate_the_incentive_is_that_part_of_the_savings():
    subject = case({EXTRACT: [wide(2024, (9, 9, 9), (100, 100, 100)), wide(2025, (9, 9, 9), (90, 100, 100))]})
    rules = subject.law.rules.assuming({"incentive.national.rate.ambulance": typed("0.20", "proportion")})
    subject = replace(subject, law=replace(subject.law, rules=rules))
    (paid,) = amounts(subject, results(subject))
    assert str(paid.amount) == "2.00"


def test_no_region_scores_transports_yet():
    # the day a grid does, the family has levels to answer
    for region in shipped("regions").glob("*.yml"):
        grids = region.read_text(encoding="utf-8").partition("\ngrids:")[2].partition("\nenvelopes:")[0]
        assert "family: transport" not in grids, region.name
    assert FAMILY.answers(case({}), []) == {}

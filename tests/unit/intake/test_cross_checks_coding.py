"""I999999, « AMM miroir », pairs and delisted products, between the PMSI, the form and the reference."""

from datetime import date

import pytest
from cross_tables import CARFILZOMIB, IGG, RITUXIMAB, S2_2025, initiations, pmsi, reference, told

from caqes_eval.intake.forms.definitions.mo_anomalies import ANOMALY_TYPES
from caqes_eval.intake.les_reference import Verdict
from caqes_eval.intake.values import Period

SEPTEMBER = date(2025, 9, 3)
I999 = (IGG, "I999999", SEPTEMBER)


@pytest.mark.parametrize(
    ("lines", "form", "count"),
    [
        ([I999, (IGG, "I000123", SEPTEMBER), I999], initiations(), 2),
        ([I999], initiations({}), None),
        ([I999], None, None),
        ([(IGG, "I000123", SEPTEMBER)], initiations(), None),
        ([(IGG, "I999997", SEPTEMBER)], initiations(), None),
        ([(IGG, "I999999", date(2025, 6, 30))], initiations(), None),
        ([(IGG, "I999999", date(2025, 7, 1))], initiations(), 1),
        ([(IGG, "I999999", date(2025, 12, 31))], initiations(), 1),
        ([(IGG, None, SEPTEMBER)], initiations(), None),
    ],
)
def test_i999_in_the_pmsi_and_an_empty_form(lines, form, count):
    found = told("i999_sans_recueil", pmsi=pmsi(*lines), initiations=form)
    assert [finding.count for finding in found] == ([count] if count else [])
    if count:
        assert (found[0].file, found[0].line, found[0].severity) == ("060785011.2025.12.med", 2, "à vérifier")
        assert "S2 2025" in found[0].message
        assert "recueil.xlsx" in found[0].message


@pytest.mark.parametrize(
    ("lines", "form", "count"),
    [
        ([(IGG, "I000123", SEPTEMBER)], initiations({}, {}), 2),
        ([(IGG, "I999999", date(2025, 6, 30))], initiations({}), 1),
        ([I999], initiations({}), None),
        ([], initiations({"declared_code": "I999997"}), None),
        ([], initiations(), None),
        ([], initiations({"declared_code": None}), None),
    ],
)
def test_initiations_and_no_i999_in_the_pmsi(lines, form, count):
    found = told("recueil_sans_i999", pmsi=pmsi(*lines), initiations=form)
    assert [(finding.count, finding.sheet, finding.line) for finding in found] == (
        [(count, "Initiations", 2)] if count else []
    )


def test_without_one_of_the_two_files_nothing_is_compared():
    assert told("recueil_sans_i999", initiations=initiations({})) == []
    assert told("i999_sans_recueil", pmsi=pmsi(I999)) == []


MIRROR = {(RITUXIMAB, "I999997"): (True, date(2024, 9, 11))}


@pytest.mark.parametrize(
    ("lines", "known", "count"),
    [
        ([(RITUXIMAB, "I999999", SEPTEMBER)] * 3, {"reference": reference(MIRROR)}, 3),
        ([(RITUXIMAB, "I999999", SEPTEMBER)], {"dci": {RITUXIMAB: "RITUXIMAB"}}, 1),
        ([(CARFILZOMIB, "I999999", SEPTEMBER)], {"dci": {CARFILZOMIB: "Carfilzomib"}}, 1),
        ([(RITUXIMAB, "I999999", SEPTEMBER)], {"dci": {RITUXIMAB: "trastuzumab emtansine"}}, 0),
        ([(RITUXIMAB, "I999999", SEPTEMBER)], {}, 0),
        ([(RITUXIMAB, "I999997", SEPTEMBER)], {"reference": reference(MIRROR)}, 0),
        ([(IGG, "I999999", SEPTEMBER)], {"reference": reference(MIRROR)}, 0),
    ],
)
def test_i999_on_a_mirror_drug_of_the_pmsi(lines, known, count):
    found = told("amm_miroir_non_separee", pmsi=pmsi(*lines), **known)
    assert [finding.count for finding in found] == ([count] if count else [])
    if count:
        assert "peut-être I997 (I999997)" in found[0].message
        assert found[0].proposal is None


@pytest.mark.parametrize(("day", "count"), [(date(2024, 8, 13), 0), (date(2024, 8, 14), 1), (date(2024, 9, 1), 1)])
def test_before_the_mirror_code_existed_nothing_is_told(day, count):
    lines = pmsi((RITUXIMAB, "I999999", day))
    found = told(
        "amm_miroir_non_separee", period=Period.of_months(2024, 7, 12), pmsi=lines, reference=reference(MIRROR)
    )
    assert len(found) == count


@pytest.mark.parametrize(
    ("change", "count"),
    [
        ({"dci": "Rituximab"}, 1),
        ({"dci": "CÉTUXIMAB"}, 1),
        ({"dci": "cetuximab"}, 1),
        ({"dci": "Mabthera", "ucd7": RITUXIMAB}, 1),
        ({"dci": "Mabthera", "ucd7": f"34008{RITUXIMAB}0"}, 1),
        ({"dci": "Rituximab", "initiation_date": None}, 1),
        ({"dci": "Rituximab", "mirror": True}, 1),
        ({"dci": "Rituximab", "mirror": False}, 0),
        ({"dci": "Rituximab", "declared_code": "I999997"}, 0),
        ({"dci": "Rituximab", "initiation_date": date(2024, 8, 13)}, 0),
        ({"dci": "Immunoglobuline humaine normale"}, 0),
        ({"dci": None}, 0),
    ],
)
def test_i999_on_a_mirror_drug_of_the_form(change, count):
    found = told("amm_miroir_non_separee", initiations=initiations(change), reference=reference(MIRROR))
    assert [finding.line for finding in found] == [2] * count


PAIRS = {
    (IGG, "I000001"): (True, date(2020, 1, 1)),
    (IGG, "I000002"): (False,),
    (IGG, "I000003"): (True, date(2020, 1, 1), date(2025, 8, 31)),
    (IGG, "I000004"): (None,),
    (RITUXIMAB, "I999997"): (True, date(2024, 9, 11)),
}


@pytest.mark.parametrize(
    ("line", "absent", "not_listed"),
    [
        ((IGG, "I000001", SEPTEMBER), 0, 0),
        ((IGG, "I000002", SEPTEMBER), 0, 1),
        ((IGG, "I000003", date(2025, 8, 31)), 0, 0),
        ((IGG, "I000003", SEPTEMBER), 0, 1),
        ((IGG, "I000004", SEPTEMBER), 0, 0),
        ((IGG, "I000009", SEPTEMBER), 1, 0),
        ((RITUXIMAB, "I000001", SEPTEMBER), 1, 0),
        ((RITUXIMAB, "I999997", SEPTEMBER), 0, 0),
        ((IGG, "I999997", SEPTEMBER), 1, 0),
        ((IGG, "I999998", SEPTEMBER), 0, 0),
        ((IGG, "I999999", SEPTEMBER), 0, 0),
        ((IGG, "I000009", date(2025, 6, 30)), 0, 0),
        ((IGG, None, SEPTEMBER), 0, 0),
    ],
)
def test_the_two_anomalies_of_e_pmsi(line, absent, not_listed):
    files = {"pmsi": pmsi(line), "reference": reference(PAIRS)}
    assert len(told("couple_absent", **files)) == absent
    assert len(told("couple_non_inscrit", **files)) == not_listed


@pytest.mark.parametrize(("day", "count"), [(date(2019, 2, 28), 0), (date(2019, 3, 1), 1)])
def test_pairs_are_controlled_since_march_2019(day, count):
    files = {"pmsi": pmsi((IGG, "I000009", day)), "reference": reference(PAIRS)}
    assert len(told("couple_absent", period=Period.of_months(2019, 1, 6), **files)) == count


def test_a_pair_is_told_once_with_its_months_and_the_words_of_e_pmsi():
    lines = pmsi((IGG, "I000001", SEPTEMBER), (IGG, "I000009", date(2025, 10, 2)), (IGG, "I000009", SEPTEMBER))
    (finding,) = told("couple_absent", pmsi=lines, reference=reference(PAIRS, names={IGG: "PRIVIGEN"}))
    assert finding.message == (
        "Association UCD indication incorrecte : UCD 9303009 (PRIVIGEN), code I000009, septembre 2025, octobre 2025."
    )
    assert (finding.line, finding.count) == (3, 2)


def test_the_labels_of_the_reference_and_of_the_form_are_the_same():
    assert {choice.label for choice in ANOMALY_TYPES} == {Verdict.ABSENT.value, Verdict.NOT_LISTED.value}


@pytest.mark.parametrize(
    ("spans", "count"),
    [
        ([(None, date(2025, 8, 31))], 1),
        ([(None, date(2025, 9, 1))], 0),  # a day of the month is the month
        ([(None, date(2020, 1, 1)), (date(2022, 1, 1), date(2025, 8, 31))], 1),
        ([(None, date(2020, 1, 1)), (date(2022, 1, 1), None)], 0),
        ([], 0),
    ],
)
def test_a_product_given_after_it_left_the_list(spans, count):
    found = told("ucd_radiee", pmsi=pmsi((IGG, "I000001", SEPTEMBER)), listed={IGG: tuple(spans)})
    assert len(found) == count
    if count:
        assert "depuis le 01/09/2025" in found[0].message
    assert told("ucd_radiee", listed={IGG: tuple(spans)}) == []
    assert told("ucd_radiee", pmsi=pmsi((IGG, "I000001", date(2026, 1, 1))), listed={IGG: tuple(spans)}) == []


def test_the_period_is_named_in_the_message():
    (finding,) = told("i999_sans_recueil", pmsi=pmsi(I999), initiations=initiations(), period=S2_2025)
    assert finding.sentence().startswith("fichier 060785011.2025.12.med, ligne 2, colonne Code indication")

"""Other hospitals, days out of the period, lines told twice, periods that differ."""

from datetime import date

import pytest
from cross_tables import IGG, OTHER, OUR_SITE, S1_2025, S2_2025, initiations, pmsi, table, told

from caqes_eval.intake.values import Period

DAY = date(2025, 9, 3)


def test_lines_of_another_hospital_are_told_once_by_number():
    lines = pmsi((IGG, "I000001", DAY), (IGG, "I000001", DAY, OTHER), (IGG, "I000001", DAY, OTHER))
    form = initiations({"finess_et": OUR_SITE}, {"finess_et": None}, {"finess_et": OTHER})
    found = told("autre_etablissement", pmsi=lines, initiations=form)
    assert [(finding.file, finding.line, finding.column, finding.count) for finding in found] == [
        ("060785011.2025.12.med", 3, "FINESS", 2),
        ("recueil.xlsx", 4, "FINESS ET", 1),
    ]
    assert all(finding.severity == "bloquant" and finding.value == OTHER for finding in found)
    assert "060000015 ou 060785011" in found[0].expected


@pytest.mark.parametrize(
    ("day", "told_"),
    [
        (date(2025, 6, 30), True),
        (date(2025, 7, 1), False),
        (date(2025, 12, 31), False),
        (date(2026, 1, 1), True),
        (None, False),
    ],
)
def test_an_initiation_is_of_the_half_year(day, told_):
    found = told("hors_periode", initiations=initiations({"initiation_date": day}))
    assert [finding.expected for finding in found] == ["S2 2025"] * told_


@pytest.mark.parametrize(
    ("month", "told_"),
    [
        (Period.of_months(2024, 12, 12), True),
        (Period.of_months(2025, 1, 1), False),
        (Period.of_months(2025, 12, 12), False),
        (Period.of_months(2026, 1, 1), True),
        (None, False),
    ],
)
def test_anomalies_are_told_since_january(month, told_):
    found = told("hors_periode", anomalies=table({"month": month}, sheet="Anomalies PMSI"))
    assert [finding.expected for finding in found] == ["2025"] * told_


@pytest.mark.parametrize(
    ("change", "told_"),
    [
        ({}, True),
        ({"line_number": 7, "comment": "vu"}, True),
        ({"dci": "IMMUNOGLOBULINE  humaine normale"}, True),
        ({"initiation_date": date(2025, 9, 4)}, False),
        ({"age_class": "18_39"}, False),
        ({"age_class": None}, False),
        ({"argued": False}, False),
    ],
)
def test_the_same_line_in_two_half_years(change, told_):
    former = initiations({"dci": "autre"}, {}, file="recueil_S1.xlsx")
    found = told("initiation_deja_declaree", initiations=initiations(change), previous_initiations=former)
    assert len(found) == told_
    if told_:
        assert "à la ligne 3 de recueil_S1.xlsx" in found[0].message


def test_two_lines_without_a_day_may_be_two_patients():
    undated = {"initiation_date": None}
    form, former = initiations(undated), initiations(undated, file="recueil_S1.xlsx")
    assert told("initiation_deja_declaree", initiations=form, previous_initiations=former) == []
    assert told("initiation_deja_declaree", initiations=form) == []


@pytest.mark.parametrize(
    ("form", "lines", "told_"),
    [
        (S2_2025, S2_2025, False),
        (S1_2025, Period.of_months(2025, 1, 12), True),
        (S2_2025, S1_2025, True),
        (None, S1_2025, False),
        (S2_2025, None, False),
    ],
)
def test_the_form_and_the_pmsi_cover_the_same_days(form, lines, told_):
    found = told("periodes_differentes", initiations=initiations(period=form), pmsi=pmsi(period=lines))
    assert len(found) == told_
    if told_:
        assert f"couvre {lines.label}" in found[0].message
        assert found[0].expected == form.label

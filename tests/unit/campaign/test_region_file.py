from datetime import date
from decimal import Decimal

import pytest
from pydantic import ValidationError
from region_content import SMALL, line_of, region_of

from caqes_eval.campaign.region import Region
from caqes_eval.foundation.errors import InputMissingError, ParameterFileError


def refused(text: str, code: str = "petite") -> ParameterFileError:
    with pytest.raises(ParameterFileError) as caught:
        region_of(text, code)
    return caught.value


def test_a_right_region_is_read_whole():
    region = region_of()
    assert [territory.departments for territory in region.territories] == [("04",), ("2A",)]
    assert region.contracts[0].end == date(2024, 12, 31)
    assert region.perimeter_events[0].origin.finess == "2A0000287"
    assert region.envelopes[0].amount == Decimal("100.10")
    assert region.envelopes[0].sharing == {"mode": "parts", "points_max": "2", "brackets": "quartiles"}


def test_not_published_is_not_zero():
    counts = region_of().targeting_counts[0]
    assert counts.number("ipp", "nord") == 0
    assert counts.number("mo", "sud") is None
    assert counts.number("mo", "ouest") is None
    assert counts.number("pc", "nord") is None


def test_what_belongs_to_a_period_a_day_or_a_year():
    region = region_of()
    assert [deadline.object for deadline in region.deadlines_of("mo", "2024-S1")] == ["Fichier"]
    assert region.deadlines_of("mo", "2024-S2") == ()
    assert region.deadlines_of("ipp", "2024-S1") == ()
    assert region.grid_of("mo", date(2022, 6, 30)) is None
    assert region.grid_of("mo", date(2022, 7, 1)) == region.grids[0]
    assert region.grid_of("phev", date(2023, 1, 1)) is None
    assert region.envelopes_of("mo", 2024) == region.envelopes
    assert region.envelopes_of("mo", 2023) == ()


def test_a_grid_ends_on_its_last_day():
    text = SMALL.replace("  since: 2022-07-01\n  items", "  since: 2022-07-01\n  until: 2023-12-31\n  items")
    region = region_of(text)
    assert region.grid_of("mo", date(2023, 12, 31)) is not None
    assert region.grid_of("mo", date(2024, 1, 1)) is None


@pytest.mark.parametrize(
    ("part", "typed", "nearest"),
    [
        ("omedit: OMEDIT", "omedi: OMEDIT", "omedit"),
        ("departments: [\"04\"]", "departements: [\"04\"]", "departments"),
        ("{title: Essai}}\namendments", "{titre: Essai}}\namendments", "title"),
        ("to: {name: Nouveau", "vers_to: {name: Nouveau", ""),
        ("expected: 2024-09-15", "expectd: 2024-09-15", "expected"),
        ("points: 2, levels", "point: 2, levels", "points"),
    ],
)  # fmt: skip
def test_an_unknown_key_is_told_with_its_line_and_the_nearest(part, typed, nearest):
    text = SMALL.replace(part, typed)
    key = typed.split(":")[0].split("{")[-1]
    found = [finding for finding in refused(text).findings if finding.key and finding.key.endswith(key)]
    assert [finding.line for finding in found] == [line_of(text, typed)]
    assert f"« {nearest} »" in found[0].remedy if nearest else "clés connues" in found[0].remedy


@pytest.mark.parametrize(
    ("part", "typed", "told"),
    [
        ('departments: ["04"]', 'departments: ["4"]', "écriture"),
        ('departments: ["2A"]', 'departments: ["2C"]', "écriture"),
        ("generation: G2", "generation: G4", "G1, G2 ou G3"),
        ("end: 2024-12-31", "end: 2022-06-30", "end (30/06/2022) précède start (01/07/2022)"),
        ("end: 2024-12-31", "end: 31/12/2024", "AAAA-MM-JJ"),
        ("label: IPP,", "label: IPP, until: 2022-06-30,", "until (30/06/2022) précède since (01/07/2022)"),
        ("volet: 1, since: 2022-07-01, status: to_validate, reference: {title: Essai}}\n- {code: pc",
         "volet: 4, since: 2022-07-01, status: to_validate, reference: {title: Essai}}\n- {code: pc", "au plus 3"),
        ("sud: 2}", "sud: -1}", "au moins 0"),
        ('finess: "2A0000287"', 'finess: "2A0000288"', "doit finir par 7"),
        ('finess: "2A0000287"', 'finess: "2A000028"', "Proposition : 2A0000287"),
        ("year: 2024\n  from", "date: 2024-02-30\n  from", "AAAA-MM-JJ"),
        ("year: 2024\n  from", "year: 2024\n  date: 2024-01-01\n  from", "soit date"),
        ("kind: transfer", "kind: closure", "sauf pour une fermeture"),
        ("period: 2024-S1", "period: 2024-S3", "écriture"),
        ("expected: 2024-09-15", "expected: 2024-09-15, strict: 2024-09-14", "délai de rigueur"),
        ("points: 2, levels", "points: 3, levels", "meilleur niveau vaut 2,00 alors que points vaut 3,00"),
        ("levels: {total: 2, partiel: 1, rien: 0}}", "levels: {total: 2}}", "deux niveaux au moins"),
        ("mode: parts", "mode: partes", "parts, prorata_activite, points_parts_activite"),
        ("points_max: 2", "point_max: 2", "« points_max »"),
        ("amount: 100.10", "amount: 100.101", "n’est pas acceptée"),
        ("amount: 100.10", "amount: -1", "au moins 0"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_told_in_french(part, typed, told):
    assert SMALL.count(part) == 1
    findings = refused(SMALL.replace(part, typed)).findings
    assert [told in " ".join(f"{finding.message} {finding.remedy}".split()) for finding in findings] == [True]
    assert findings[0].line is not None


@pytest.mark.parametrize(
    ("part", "typed", "told"),
    [
        ("sharing: {mode: parts, points_max: 2, brackets: quartiles}", "sharing: null", "sharing est vide"),
        ("expected: 2024-09-15", "expected: null", "expected est vide"),
        ("date: 2024-01-01, adds", "date: null, adds", "date est vide"),
        ("family: phev, level: national, volet: 1", "family: phev, level: national, volet: null", "volet est vide"),
    ],
)
def test_what_is_empty_says_what_is_missing(part, typed, told):
    assert SMALL.count(part) == 1
    (finding,) = refused(SMALL.replace(part, typed)).findings
    assert told in finding.message


MISSING = "missing: {what: la formule, where: décision, waits: la répartition}"


def test_a_value_that_is_there_is_not_missing():
    (finding,) = refused(SMALL.replace("  sharing:", f"  {MISSING}\n  sharing:")).findings
    assert "ôtez missing" in finding.message


def test_a_value_explained_may_be_empty():
    text = SMALL.replace("sharing: {mode: parts, points_max: 2, brackets: quartiles}", f"sharing: null\n  {MISSING}")
    envelope = region_of(text).envelopes[0]
    assert envelope.sharing is None
    assert envelope.missing is not None
    assert envelope.missing.what == "la formule"


def test_a_confirmed_value_says_who_read_it():
    confirmed = SMALL.replace("end: 2024-12-31, status: to_validate", "end: 2024-12-31, status: confirmed")
    (finding,) = refused(confirmed).findings
    assert "qui l’a relue" in finding.message
    assert finding.line == line_of(SMALL, "- {generation: G2")
    checked = confirmed.replace("status: confirmed", "status: confirmed, checked: {by: essai, on: 2026-01-01}")
    (vague,) = refused(checked).findings
    assert "l’article ou la date" in vague.message
    cited = checked.replace(
        "on: 2026-01-01}, reference: {title: Essai}", "on: 2026-01-01}, reference: {title: Essai, article: '3'}"
    )
    assert region_of(cited).contracts[0].checked is not None


@pytest.mark.parametrize(
    ("part", "typed", "value", "remedy"),
    [
        ("adds: [pc]", "adds: [pc, pcc]", "pcc", "« pc »"),
        ("adds: [pc]", "adds: [pc], removes: [zzzz]", "zzzz", "noms connus : mo, pc, ipp"),
        ("territory: nord, act", "territory: nort, act", "nort", "« nord »"),
        ("    ipp: {nord: 0, sud: 2}", "    ippe: {nord: 0, sud: 2}", "ippe", "« ipp »"),
        ("    ipp: {nord: 0, sud: 2}", "    ipp: {nord: 0, sudd: 2}", "sudd", "« sud »"),
        ("  indicators: [mo]\n", "  indicators: [moo]\n", "moo", "« mo »"),
        ("{indicators: [mo]", "{indicators: [mo, ip]", "ip", "« ipp »"),
        ("- family: mo\n  since", "- family: clinica\n  since", "clinica", "« clinical »"),
        ("- family: mo\n  territory", "- family: clinica\n  territory", "clinica", "« clinical »"),
        ("territory: nord\n", "territory: norde\n", "norde", "« nord »"),
    ],
)
def test_a_name_that_answers_nothing_is_told_with_its_line_and_the_nearest(part, typed, value, remedy):
    assert SMALL.count(part) == 1
    text = SMALL.replace(part, typed)
    (finding,) = refused(text).findings
    first_line = line_of(text, typed)
    assert finding.value == value
    assert remedy in finding.remedy
    assert first_line <= finding.line <= first_line + typed.strip("\n").count("\n")


OTHER_DEADLINE = (
    "- {indicators: [mo], period: 2024-S1, object: Fichier, expected: 2024-09-16, status: to_validate,"
    " reference: {title: Essai}}\n"
)


@pytest.mark.parametrize(
    ("part", "typed", "value"),
    [
        ("{code: sud, name", "{code: nord, name", "nord"),
        ('departments: ["2A"]', 'departments: ["2A", "04"]', "04"),
        ("- {code: ipp, label", "- {code: mo, label", "mo"),
        (
            "grids:\n",
            f"{OTHER_DEADLINE}grids:\n",
            "2024-S1, Fichier",
        ),
    ],
)
def test_what_is_said_twice_is_refused(part, typed, value):
    assert SMALL.count(part) == 1
    findings = refused(SMALL.replace(part, typed)).findings
    assert [finding.value for finding in findings if "deux fois" in finding.message] == [value]


def test_two_contracts_do_not_share_a_day():
    later = "- {generation: G3, start: 2024-12-31, end: 2025-12-31, status: to_validate, reference: {title: Essai}}\n"
    (finding,) = refused(SMALL.replace("amendments:\n", later + "amendments:\n")).findings
    assert (finding.value, finding.key) == ("2024-12-31", "contracts, n° 2, start")
    assert "01/07/2022" in finding.message
    assert (
        len(
            region_of(
                SMALL.replace("amendments:\n", later.replace("2024-12-31", "2025-01-01") + "amendments:\n")
            ).contracts
        )
        == 2
    )


def test_two_grids_of_a_family_do_not_share_a_day():
    grid = SMALL[SMALL.index("- family: mo\n  since") : SMALL.index("envelopes:")]
    later = grid.replace("2022-07-01", "2024-01-01")
    (finding,) = refused(SMALL.replace("envelopes:", later + "envelopes:")).findings
    assert (finding.value, finding.key) == ("2024-01-01", "grids, n° 2, since")
    former = grid.replace("since: 2022-07-01", "since: 2022-07-01\n  until: 2023-12-31")
    assert len(region_of(SMALL.replace(grid, former + later)).grids) == 2


def test_an_indicator_comes_in_on_a_known_day_or_by_an_amendment():
    (finding,) = refused(SMALL.replace("adds: [pc], ", "")).findings
    assert finding.value == "pc"
    assert "aucune date d’entrée" in finding.message


@pytest.mark.parametrize(("since", "right"), [("2024-01-01", True), ("2023-12-31", False)])
def test_an_indicator_and_its_amendment_say_the_same_day(since, right):
    text = SMALL.replace("label: PC,", f"label: PC, since: {since},")
    if right:
        assert region_of(text)
    else:
        (finding,) = refused(text).findings
        assert "01/01/2024, l’indicateur dit 31/12/2023" in finding.message


@pytest.mark.parametrize(("until", "right"), [("2023-12-31", True), ("2024-01-01", False)])
def test_the_last_day_of_an_indicator_is_the_eve_of_the_amendment(until, right):
    text = SMALL.replace("label: IPP,", f"label: IPP, until: {until},").replace(
        "adds: [pc]", "adds: [pc], removes: [ipp]"
    )
    if right:
        assert region_of(text)
    else:
        assert [finding.value for finding in refused(text).findings] == ["ipp"]


@pytest.mark.parametrize(("indicators", "right"), [("[ipp]", True), ("[ipp, mo]", False), ("[]", False)])
def test_an_activity_leaves_a_hospital_once(indicators, right):
    event = SMALL[SMALL.index("- kind: transfer") : SMALL.index("deadlines:")]
    other = event.replace("2A0004842", "2A0000014").replace("indicators: [mo]", f"indicators: {indicators}")
    text = SMALL.replace("deadlines:", other + "deadlines:")
    if right:
        assert len(region_of(text).perimeter_events) == 2
    else:
        (finding,) = refused(text).findings
        assert "quitte deux fois « Ancien » le 01/01/2024" in finding.message


def test_every_fault_is_told_in_the_order_of_the_file():
    overlapping = (
        "- {generation: G3, start: 2024-01-01, end: 2025-12-31, status: to_validate, reference: {title: Essai}}\n"
    )
    text = SMALL.replace("adds: [pc]", "adds: [pc, pcc]").replace("amendments:\n", overlapping + "amendments:\n")
    error = refused(text, code="autre")
    assert str(error) == "petite.yml : 3 erreurs."
    assert [(finding.line, finding.value) for finding in error.findings] == [
        (1, "petite"),
        (line_of(text, "- {generation: G3"), "2024-01-01"),
        (line_of(text, "- {code: a1"), "pcc"),
    ]


def test_a_territory_may_have_the_number_of_its_department():
    assert [territory.code for territory in region_of(SMALL.replace("nord", "04")).territories] == ["04", "sud"]


def test_the_name_of_the_file_is_the_code(tmp_path):
    (tmp_path / "petite.yml").write_text(SMALL, encoding="utf-8")
    assert Region.load(tmp_path / "petite.yml") == region_of()
    (tmp_path / "grande.yml").write_text(SMALL, encoding="utf-8")
    with pytest.raises(ParameterFileError, match=r"grande\.yml : une erreur"):
        Region.load(tmp_path / "grande.yml")
    with pytest.raises(InputMissingError, match=r"absente\.yml est introuvable"):
        Region.load(tmp_path / "absente.yml")


def test_a_region_does_not_change():
    with pytest.raises(ValidationError, match="frozen"):
        region_of().name = "Autre"

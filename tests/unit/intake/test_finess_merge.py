from datetime import date

import pytest
from finess_files import (
    AIN,
    ALPES,
    CORSE_B,
    MARSEILLE,
    PHARMACY,
    SITES,
    Site,
    etalab,
    etalab_line,
    finess,
    plus_of,
    written,
)

from caqes_eval.campaign.register import Register, RegisteredEstablishment
from caqes_eval.intake.finess import Merge, Selection, merge, read_finess

ALL = Selection(departments=frozenset({"01", "04", "13", "2A", "2B", "9A", "974", "986"}))
PACA = Selection(departments=frozenset({"04", "13"}))
MARSEILLE_AREA = Selection(departments=frozenset({"13"}))
REFRESH = Selection()
EMPTY = Register()


def table(tmp_path, *sites: Site):
    return read_finess(written(tmp_path, plus_of(*sites)), shown="finess.json")


def registered(site: Site, **fields) -> RegisteredEstablishment:
    department = {"97127": "978"}.get(site.commune) or site.commune[: 3 if site.commune[0] == "9" else 2]
    known = {"finess_et": site.et, "finess_ej": site.ej, "name": site.name, "city": site.city, "since": site.since}
    return RegisteredEstablishment(**(known | {"department": department} | fields))


def filled(site: Site, **fields) -> RegisteredEstablishment:
    """Return an establishment as an analyst leaves it."""
    return registered(site, **({"status": "public", "signs": "EJ", "champs": ("MCO",)} | fields))


def merged(tmp_path, known: RegisteredEstablishment, *sites: Site, selection=REFRESH) -> Merge:
    return merge(Register(establishments=(known,)), table(tmp_path, *sites), selection)


def told(result: Merge) -> list[tuple[str, str]]:
    return [(difference.kind, difference.finess) for difference in result.differences]


def test_both_flows_give_the_same_register(tmp_path):
    old = read_finess(written(tmp_path, etalab(*map(etalab_line, SITES))), shown="a.csv")
    assert merge(EMPTY, old, ALL) == merge(EMPTY, table(tmp_path, *SITES), ALL)


def test_the_real_lines_of_may_2026_enter_an_empty_register(shared_data):
    path = shared_data / "finess/etalab-cs1100502_15_lignes_20260512.csv"
    chosen = Selection(departments=frozenset({"01", "9A", "974"}), finess=frozenset({"970216057"}))
    register = merge(EMPTY, read_finess(path, shown="finess.csv"), chosen).register
    assert [(known.finess_et, known.department, known.status, known.signs) for known in register.establishments] == [
        ("010000024", "01", "public", "EJ"),
        ("970100400", "978", "public", "EJ"),
        ("970216057", "972", None, None),  # asked for by its number, although not a hospital
        ("970400024", "974", "public", "EJ"),
        ("970409645", "974", "prive", "ET"),
    ]
    assert register.by_finess()["970400024"].since == date(1957, 7, 1)


@pytest.mark.parametrize(
    ("sph", "status", "signs"),
    [("1", "public", "EJ"), ("6", "espic", "ET"), ("7", "prive", "ET"), ("0", "prive", "ET"), ("3", None, None), ("9", None, None)],
)  # fmt: skip
def test_what_is_proposed_is_marked(tmp_path, sph, status, signs):
    site = Site(finess("13000001"), finess("13000002"), sph=sph)
    result = merge(EMPTY, table(tmp_path, site), MARSEILLE_AREA)
    (added,) = result.register.establishments
    assert (added.status, added.signs, added.champs) == (status, signs, ())
    assert added.proposed == (("status", "signs") if status else ())
    assert ("à confirmer" in result.differences[0].sentence()) == (status is not None)


def test_a_new_establishment_is_told_in_one_line(tmp_path):
    (difference,) = merge(EMPTY, table(tmp_path, MARSEILLE), MARSEILLE_AREA).differences
    assert difference.sentence() == (
        "nouveau : 130786049 HÔPITAL DE L’ESSAI, ESSAI-VILLE (13) ; "
        "proposé, à confirmer : statut privé, signataire ET."
    )  # fmt: skip


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        (PACA, {ALPES, MARSEILLE}),
        (Selection(departments=frozenset({"13"}), categories=frozenset({"365"})), set()),
        (Selection(departments=frozenset({"04"}), categories=frozenset({"365"})), {ALPES}),
        (Selection(departments=frozenset({"2B"})), {CORSE_B}),
        (Selection(finess=frozenset({MARSEILLE.ej})), {MARSEILLE}),
        (Selection(finess=frozenset({PHARMACY.et})), {PHARMACY}),
        (Selection(finess=frozenset({PHARMACY.ej})), set()),
        (REFRESH, set()),
    ],
)
def test_a_selection_brings_hospitals_in_and_what_is_named(tmp_path, selection, expected):
    register = merge(EMPTY, table(tmp_path, *SITES), selection).register
    assert set(register.by_finess()) == {site.et for site in expected}


def test_closed_establishments_do_not_enter(tmp_path):
    closed = Site(MARSEILLE.et, MARSEILLE.ej, until="2019-03-03", state="I")
    result = merge(EMPTY, table(tmp_path, AIN, closed), Selection(PACA.departments, frozenset({closed.et})))
    assert result.register == EMPTY
    assert {difference.finess: difference.note for difference in result.differences} == {
        "04": "ce département n’a aucun établissement dans le fichier FINESS",
        closed.et: "fermé dans FINESS, il n’est pas inscrit",
    }


def test_numbers_that_bring_nothing_are_told(tmp_path):
    asked = Selection(finess=frozenset({finess("99000001"), PHARMACY.ej, AIN.ej, AIN.et}))
    result = merge(EMPTY, table(tmp_path, AIN, PHARMACY), asked)
    assert told(result) == [("nouveau", AIN.et), ("introuvable", PHARMACY.ej), ("introuvable", finess("99000001"))]


def test_nothing_changes_twice(tmp_path):
    first = merge(EMPTY, table(tmp_path, *SITES), ALL)
    assert len(first.differences) == 9
    second = merge(first.register, table(tmp_path, *SITES), ALL)
    assert second == Merge(first.register, ())


def test_what_finess_owns_follows_it_and_the_analysts_columns_stay(tmp_path):
    known = filled(AIN, name="ANCIEN NOM", city="AILLEURS", department="69", finess_ej=MARSEILLE.ej, since="1979-01-01")
    result = merged(tmp_path, known, AIN)
    assert result.register.establishments == (filled(AIN),)
    (difference,) = result.differences
    assert [(change.column, change.old, change.new) for change in difference.changes] == [
        ("finess_ej", MARSEILLE.ej, AIN.ej),
        ("nom", "ANCIEN NOM", AIN.name),
        ("ville", "AILLEURS", AIN.city),
        ("departement", "69", "01"),
        ("ouverture", "01/01/1979", "02/01/1980"),
    ]
    assert "avenant" in difference.note  # the legal FINESS that signs is another one
    assert "nom « ANCIEN NOM » → « CENTRE HOSPITALIER DES ESSAIS »" in difference.sentence()


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [("Saint-Étienne", "ST ETIENNE"), ("L’Haÿ-les-Roses", "L'HAY LES ROSES"), ("Sainte Foy", "STE FOY")],
)
def test_typography_alone_is_no_change(tmp_path, mine, theirs):
    known = filled(AIN, city=mine, name=f"CH de {mine}")
    result = merged(tmp_path, known, Site(AIN.et, AIN.ej, commune=AIN.commune, city=theirs, name=f"CH DE {theirs}"))
    assert (result.register.establishments, result.differences) == ((known,), ())


def test_an_empty_value_of_finess_erases_nothing(tmp_path):
    known = filled(AIN)
    result = merged(tmp_path, known, Site(AIN.et, AIN.ej, name=AIN.name, city="", commune="", since=""))
    assert result == Merge(Register(establishments=(known,)), ())


def test_an_announced_closing_is_a_change_and_a_past_one_a_closing(tmp_path):
    announced = merged(tmp_path, filled(AIN), Site(AIN.et, AIN.ej, commune=AIN.commune, until="2027-01-01"))
    closed = merged(tmp_path, filled(AIN), Site(AIN.et, AIN.ej, commune=AIN.commune, until="2026-01-01", state="I"))
    assert (told(announced), told(closed)) == ([("modifié", AIN.et)], [("fermé", AIN.et)])
    assert closed.register.establishments[0].until == date(2026, 1, 1)
    assert closed.differences[0].sentence() == (
        "fermé : 010000024 CENTRE HOSPITALIER DES ESSAIS, fermeture « vide » → « 01/01/2026 »."
    )


def test_a_closing_without_date_is_told_and_not_guessed(tmp_path):
    result = merged(tmp_path, filled(AIN), Site(AIN.et, AIN.ej, commune=AIN.commune, state="I"))
    assert told(result) == [("fermé", AIN.et)]
    assert result.register.establishments == (filled(AIN),)


def test_an_establishment_gone_from_the_file_is_told_and_kept(tmp_path):
    result = merged(tmp_path, filled(AIN), MARSEILLE)
    assert result.register.establishments == (filled(AIN),)
    assert told(result) == [("absent", AIN.et)]
    assert "du 11/09/2026" in result.differences[0].note
    closed = filled(AIN, until="2020-01-01")
    assert merged(tmp_path, closed, MARSEILLE).differences == ()


def test_establishments_out_of_the_selection_stay_as_they_are(tmp_path):
    known = filled(AIN, name="ANCIEN NOM")
    result = merged(tmp_path, known, AIN, MARSEILLE, selection=MARSEILLE_AREA)
    assert told(result) == [("nouveau", MARSEILLE.et)]
    assert result.register.by_finess()[AIN.et] == known


def test_an_establishment_that_moved_into_the_selection_is_compared(tmp_path):
    known = filled(MARSEILLE, department="06", status="prive")
    assert told(merged(tmp_path, known, MARSEILLE, selection=MARSEILLE_AREA)) == [("modifié", MARSEILLE.et)]


def test_empty_cells_receive_proposals_and_full_ones_none(tmp_path):
    (both,) = merged(tmp_path, registered(AIN), AIN).register.establishments
    assert (both.status, both.signs, both.proposed) == ("public", "EJ", ("status", "signs"))
    (signs,) = merged(tmp_path, registered(AIN, status="espic"), AIN).register.establishments
    assert (signs.status, signs.signs, signs.proposed) == ("espic", "ET", ("signs",))
    (none,) = merged(tmp_path, registered(AIN, status="public", signs="ET"), AIN).register.establishments
    assert (none.status, none.signs, none.proposed) == ("public", "ET", ())


@pytest.mark.parametrize(
    ("fields", "site", "column"),
    [
        ({"status": "espic"}, {}, "statut"),
        ({"signs": "ET", "proposed": ("signs",)}, {}, "signataire"),
        ({"until": "2020-01-01"}, {"until": "2020-06-30", "state": "I"}, "fermeture"),
        ({"until": "1979-12-31", "since": "1970-01-01"}, {"until": "1979-12-31", "state": "I", "since": ""}, None),
        ({"until": "1979-12-31", "since": "1970-01-01"}, {"state": "I"}, "ouverture"),
    ],
)
def test_a_disagreement_is_told_and_nothing_is_written(tmp_path, fields, site, column):
    known = filled(AIN, **fields)
    theirs = {"commune": AIN.commune, "since": AIN.since} | site
    result = merged(tmp_path, known, Site(AIN.et, AIN.ej, **theirs))
    assert result.register.establishments == (known,)
    assert told(result) == ([("écart", AIN.et)] if column else [])
    assert [change.column for difference in result.differences for change in difference.changes] == [column] * bool(
        column
    )


def test_an_establishment_that_finess_says_open_again_is_told(tmp_path):
    known = filled(AIN, until="2020-01-01")
    result = merged(tmp_path, known, AIN)
    assert result.register.establishments == (known,)
    assert "FINESS le dit ouvert" in result.differences[0].sentence()

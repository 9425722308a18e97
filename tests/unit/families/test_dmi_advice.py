"""Next steps and findings of the DMI, drawn from the answers."""

from datetime import date

import pytest
from dmi_cases import SYSTEM, YEAR, case, diagnosis, plan_line, record

from caqes_eval.families.case import Case
from caqes_eval.families.dmi.advice import NOT_BOUND, WELL_DONE
from caqes_eval.families.dmi.family import FAMILY

TEN = [record(number) for number in range(1, 11)]


def advice(given: Case) -> str:
    return "\n".join(FAMILY.advise(given, [])).replace("\u202f", " ")


def findings(given: Case) -> str:
    return "\n".join(f"{each.code}: {each.sentence}" for each in FAMILY.notice(given))


def test_nothing_to_correct_when_all_is_well():
    given = case(
        "cotes-d-ambre",
        cartographie=diagnosis(),
        dossiers=TEN,
        systeme=[SYSTEM],
        plan=[plan_line(due=date(2026, 6, 1))],
    )
    assert FAMILY.advise(given, []) == [WELL_DONE]
    assert FAMILY.notice(given) == []


def test_an_establishment_that_the_contract_does_not_bind_is_asked_nothing():
    bound = case(cartographie=diagnosis("no"))
    given = Case(finess=bound.finess, year=2025, law=bound.law, indicators=frozenset({"mo"}), tables=bound.tables)
    assert FAMILY.advise(given, []) == [NOT_BOUND]
    assert FAMILY.notice(given) == []


def test_the_three_weakest_axes_and_their_items():
    rows = diagnosis(returns="no", airway="partly", storage="no", secure_connectors="na")
    rows[0]["answer"] = "no"  # 6 of 7 in the first axis
    told = advice(case(cartographie=rows))
    assert "Axe « Stockage » : 0,0 % de maîtrise" in told
    assert "Axe « Retours - Élimination » : 0,0 % de maîtrise. À reprendre : items 1, 2, 3, 4 à « Non »." in told
    assert (
        "Axe « Abord respiratoire » : 50,0 % de maîtrise. À reprendre : items 1, 2, 3, 4 à « Partiellement »." in told
    )
    assert "Organisation US" not in told


def test_items_of_two_units_are_told_apart():
    units = [{**YEAR, "file": file, "tool": "interdiag", "unit": name} for file, name in (("a", "PUI"), ("b", "Bloc"))]
    rows = [*diagnosis(file="a"), *diagnosis(file="b", returns="no")]
    told = advice(case(cartographie=rows, identification=units))
    assert "Axe « Retours - Élimination » : 50,0 % de maîtrise. À reprendre : Bloc, items 1, 2, 3, 4 à « Non »." in told
    assert "PUI" not in told


def test_blank_items_are_counted_by_axis():
    told = advice(case(cartographie=diagnosis()[:-2]))
    assert "2 items sans réponse (Connectiques sécurisées : 2)." in told


def test_an_audit_too_small_incomplete_and_not_read_by_a_scanner():
    records = [record(1, ward_aidc="no", dmp=None), record(2, ward_data="no", ward_aidc="partial")]
    told = advice(case(dossiers=records, systeme=[{**SYSTEM, "aidc_theatre": False}]))
    assert "ajoutez 8 dossiers" in told
    assert "1 case sans réponse" in told
    assert (
        "critères les moins souvent à « Oui » : Service utilisateur : AIDC, 0 sur 2 ; Service utilisateur : données"
        in told
    )
    assert "incomplètes dans 1 dossier (n° 2), le plus souvent « Service utilisateur : données enregistrées »" in told
    assert "« AIDC bloc opératoire : équipement » est à non, et 2 dossiers" in told


def test_a_theme_not_audited_is_told_only_with_an_audit():
    assert "Thèmes de 2025 sans dossier audité : Endoprothèse coronaire, Chambre implantable, PICC" in advice(
        case("val-de-brume", dossiers=[record(1)])
    )
    assert "Chambre implantable, PICC. Si" in advice(
        case("val-de-brume", dossiers=[record(1, perimeter="coronary_stent")])
    )
    assert "Thèmes" not in advice(case("val-de-brume"))


def test_nothing_received_asks_for_everything():
    asked = tuple(
        {"input": code, "label": code, "period": "2025", "state": "non transmis", "reason": f"{code} : rien reçu."}
        for code in ("dmi_mapping.cartographie", "dmi_audit.dossiers", "action_plan.plan_actions")
    )
    told = advice(case(deliveries=asked))
    assert "Cartographie : dmi_mapping.cartographie : rien reçu. Envoyez" in told
    assert "Audit : dmi_audit.dossiers : rien reçu. Envoyez" in told
    assert "Plan d’actions « DMI » : aucune ligne reçue." in told


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"cartographie": []}, "dmi_cartographie_absente"),
        (
            {"cartographie": [*diagnosis(), {**YEAR, "file": "a.xlsx", "axis": "returns", "number": 4, "answer": "no"}]},
            "réponses contraires au même item, aucune n’est retenue (Retours - Élimination n° 4)",
        ),
        (
            {"cartographie": [*diagnosis(), {**YEAR, "file": "a.xlsx", "axis": "returns", "number": 5, "answer": "no"}]},
            "1 ligne d’un axe ou d’un item qu’InterDiag n’a pas (12 axes, 77 items)",
        ),
        ({"systeme": [{**SYSTEM, "aidc_theatre": False}]}, "et 10 dossiers disent oui à « Service utilisateur : AIDC »"),
        ({"systeme": [{**SYSTEM, "aidc_pharmacy": False, "aidc_pharmacy_quantity": 2}]}, "et sa quantité est 2"),
        ({"systeme": [{**SYSTEM, "indication_entered": False}]}, "son mode de saisie est donné"),
        ({"dossiers": TEN[:9]}, "dmi_audit_petit: Audit : 9 dossiers"),
        ({"dossiers": [*TEN, {**YEAR, "record": "11"}]}, "1 dossier numéroté sans aucune réponse"),
        ({"dossiers": [*TEN[1:], record(1, udi="03400935612343")]}, "dmi_iud_faux: Audit, dossier 1 : IUD refusé. Clé fausse"),
        ({"dossiers": [*TEN[1:], record(1, udi="(01)03400935612342(10)L1")]}, "dmi_iud_incomplet: Audit, dossier 1"),
    ],
)  # fmt: skip
def test_what_is_remarkable_is_told(changes, words):
    tables = {"cartographie": diagnosis(), "dossiers": TEN, "systeme": [SYSTEM], **changes}
    assert words in findings(case(**tables))


def test_records_beside_the_stay_contradict_a_year_declared_without_any():
    empty = ({"input": "pmsi.dmi", "label": "PMSI", "period": "2025", "state": "déclaré vide"},)
    assert "10 dossiers hors GHS" in findings(case(deliveries=empty, dossiers=TEN))
    within = [record(number, intra_ghs=True) for number in range(1, 11)]
    assert "hors GHS" not in findings(case(deliveries=empty, dossiers=within))

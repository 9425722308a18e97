"""Every dated value that ships, from a table written by hand from the texts: its first day, its last day, both sides."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from caqes_eval.foundation.errors import ParameterRequiredError, RuleNotFoundError
from caqes_eval.foundation.shipped import shipped
from caqes_eval.regulation.parameters.rule import Rule, Subject
from caqes_eval.regulation.parameters.rules import Rules

D = Decimal
ENDED, MISSING = "(ended)", "(missing)"
OK, TO = "confirmed", "to_validate"
LFSS_2026 = "Loi n° 2025-1403 (LFSS 2026), art. 79"
CODES = {
    "0": "outside", "1": "generic", "4": "reference", "9": "not_released", "B": "biosimilar",
    "C": "biological_reference",
}  # fmt: skip
PRODUCTS_2019 = {
    "etanercept": ("L04AB01", ("Benepali", "Erelzi"), ("Enbrel",)),
    "insulin_glargine": ("A10AE04", ("Abasaglar",), ("Lantus", "Toujeo")),
    "adalimumab": ("L04AB04", ("Amgevita", "Hulio", "Hyrimoz", "Imraldi"), ("Humira",)),
}
PRODUCTS_2023 = {
    "etanercept": ("L04AB01", ("Benepali", "Erelzi", "Nepexto"), ("Enbrel",)),
    "insulin_glargine": ("A10AE04", ("Abasaglar",), ("Lantus",)),
    "adalimumab": (
        "L04AB04",
        ("Amgevita", "Amsparity", "Hulio", "Hukyndra", "Hyrimoz", "Imraldi", "Idacio", "Yuflyma"),
        ("Humira",),
    ),
}

PRODUCTS_INVENTED = {
    "etanercept": ("L04AB01", ("Etanobrum", "Etanibrumex"), ("Etanabrume",)),
    "insulin_glargine": ("A10AE04", ("Glarobrum", "Glaribrumex"), ("Glarabrume",)),
    "adalimumab": ("L04AB04", ("Adalobrum", "Adalibrumex"), ("Adalabrume",)),
}

# fmt: off
REPEALED = ("2027-01-01", None, ENDED, OK, None, None)  # L. 162-30-2 to -4
REPLACED_2022 = ("2022-03-09", None, ENDED, TO, None, None)  # by the order of 2022, whose repeal clause was not read
NO_SANCTION = ("2019-12-28", None, ENDED, OK, None, None)  # LFSS 2020, art. 64
DECREES = [
    ("2017-04-23", "2021-12-31", "Décret n° 2017-584", OK, None, None),
    ("2022-01-01", None, "Décret n° 2021-1231", OK, None, None)]


def order_of_2022(value):
    return [("2022-03-09", "2026-12-31", value, TO, "G2", None), REPEALED]


def orders_of_2017_and_2018(first, second):
    before = [("2017-05-01", "2018-12-22", first, TO, "G1", None)] if first else []
    return [*before, ("2018-12-23", "2022-03-08", second, TO, "G1", None), REPLACED_2022]


def versions(value, *days):
    """The rows of a figure that does not change when its text does, confirmed throughout."""
    lasts = [(date.fromisoformat(day) - timedelta(days=1)).isoformat() for day in days[1:]]
    return [(first, last, value, OK, None, None) for first, last in zip(days[:-1], lasts, strict=True)]


def fictitious(brume, ambre=None):
    """The values of the two regions of the demonstration, whose contracts begin on different days."""
    return [
        ("2023-01-01", "2026-12-31", brume, TO, "G2", "val-de-brume"),
        ("2022-07-01", "2026-12-31", brume if ambre is None else ambre, TO, "G2", "cotes-d-ambre"),
    ]


# key -> comparator, then first day, last day (None while nothing ends it), value, status, generation, region
TABLE = {
    "articles.d162_11": (None, DECREES),
    "articles.d162_14": (None, [
        ("2017-04-23", "2020-05-24", "Décret n° 2017-584", OK, None, None),
        ("2020-05-25", "2021-12-31", "Version du 25/05/2020, texte d’origine non relevé", TO, None, None),
        ("2022-01-01", None, "Décret n° 2021-1231", OK, None, None)]),
    "articles.d162_15": (None, DECREES),
    "articles.d162_16": (None, [
        ("2017-04-23", "2021-12-31", "Décret n° 2017-584", OK, None, None),
        ("2022-01-01", "2025-12-30", "Décret n° 2021-1231", OK, None, None),
        ("2025-12-31", None, "Version du 31/12/2025, texte d’origine non relevé", TO, None, None)]),
    "articles.l162_1_17": (None, [
        ("2014-12-25", "2017-12-31", "Version du 25/12/2014, texte d’origine non relevé", TO, None, None),
        ("2018-01-01", "2025-12-31", "Loi n° 2017-1836 (LFSS 2018)", TO, None, None),
        ("2026-01-01", None, ENDED, TO, None, None)]),
    "articles.l162_23_14": (None, [
        ("2026-01-01", "2026-12-31", f"{LFSS_2026}, première version : dotation complémentaire, sans pénalité", OK, None, None),
        ("2027-01-01", None, f"{LFSS_2026}, seconde version : pénalité ajoutée", OK, None, None)]),
    "articles.l162_23_14_1": (None, [
        ("2026-01-01", "2026-12-31", f"{LFSS_2026}, première version : objectif de volume ou d’évolution, sans pénalité", OK, None, None),
        ("2027-01-01", None, f"{LFSS_2026}, seconde version : pénalité si l’excès persiste", OK, None, None)]),
    "articles.l162_30_2": (None, [
        ("2017-04-23", "2017-12-31", "Loi n° 2015-1702 (LFSS 2016), art. 81", OK, None, None),
        ("2018-01-01", "2019-12-27", "Loi n° 2017-1836 (LFSS 2018), art. 57", OK, None, None),
        ("2019-12-28", "2026-12-31", "Loi n° 2019-1446 (LFSS 2020), art. 64", OK, None, None), REPEALED]),
    "articles.l162_30_3": (None, [
        ("2018-01-01", "2018-12-22", "Loi n° 2015-1702 (LFSS 2016), art. 81", OK, None, None),
        ("2018-12-23", "2019-12-27", "Loi n° 2018-1203 (LFSS 2019)", OK, None, None),
        ("2019-12-28", "2020-12-15", "Loi n° 2019-1446 (LFSS 2020), art. 64", OK, None, None),
        ("2020-12-16", "2025-12-31", "Loi n° 2020-1576 (LFSS 2021)", OK, None, None),
        ("2026-01-01", "2026-12-31", "Loi n° 2025-1403 (LFSS 2026)", TO, None, None), REPEALED]),
    "articles.l162_30_4": (None, [
        ("2018-01-01", "2019-12-27", "Loi n° 2015-1702 (LFSS 2016), art. 81, puis loi n° 2017-1836 (LFSS 2018), art. 57",
         OK, None, None),
        ("2019-12-28", "2020-12-15", "Loi n° 2019-1446 (LFSS 2020), art. 64", OK, None, None),
        ("2020-12-16", "2024-12-31", "Loi n° 2020-1576 (LFSS 2021)", OK, None, None),
        ("2025-01-01", "2026-12-31", "Loi n° 2023-1250 (LFSS 2024)", TO, None, None), REPEALED]),
    "articles.l162_30_4_1": (None, [("2019-12-28", None, "Loi n° 2019-1446 (LFSS 2020)", TO, None, None)]),
    "biosimilar_grant.box_weights": (None, [("2018-01-01", None, MISSING, TO, None, None)]),
    "biosimilar_grant.no_double_count": (None, [
        ("2018-01-01", "2018-12-31", MISSING, TO, None, None), ("2019-01-01", "2019-12-31", True, OK, None, None),
        ("2020-01-01", None, MISSING, TO, None, None)]),
    "biosimilar_grant.previous_products": (None, [("2023-01-01", "2023-12-31", PRODUCTS_2019, TO, None, None)]),
    "biosimilar_grant.products": (None, [
        ("2018-01-01", "2018-12-31", MISSING, TO, None, None),
        ("2019-01-01", "2019-12-31", PRODUCTS_2019, OK, None, None),
        ("2020-01-01", "2020-12-31", MISSING, TO, None, None),
        ("2021-01-01", "2022-12-31", MISSING, TO, None, None),
        ("2023-01-01", "2023-12-31", PRODUCTS_2023, OK, None, None),
        ("2024-01-01", None, MISSING, TO, None, None),
        ("2024-01-01", None, PRODUCTS_INVENTED, TO, None, "val-de-brume")]),
    **{f"biosimilar_grant.r.{group}": (None, [
        *([("2018-01-01", "2018-12-31", D(first), TO, None, None)] if first else []),
        ("2019-01-01", "2019-12-31", D(second), OK, None, None),
        ("2020-01-01", "2020-12-31", MISSING, TO, None, None),
        ("2021-01-01", "2022-12-31", MISSING, TO, None, None),
        ("2023-01-01", "2023-12-31", MISSING, TO, None, None),
        ("2024-01-01", None, MISSING, TO, None, None),
        ("2024-01-01", None, D(invented), TO, None, "val-de-brume")])
       for group, first, second, invented in (
           ("etanercept", "30", "30.00", "20"), ("insulin_glargine", "1.75", "1.15", "1.50"),
           ("adalimumab", None, "31.30", "25"))},
    "biosimilars.minimum_boxes": ("<", [("2022-07-01", None, D(20), TO, None, None)]),
    "biosimilars.progress": (">=", [("2022-07-01", "2026-12-31", D(5), TO, "G2", None), REPEALED]),
    **{f"{family}.source": (None, [
        ("2014-01-01", None, "extraction de l’Assurance maladie", TO, None, None),
        ("2023-01-01", None, "Open PHMEV", TO, None, "val-de-brume")]) for family in ("generics", "biosimilars")},
    "biosimilars.target": (">=", [("2022-07-01", "2026-12-31", D("0.80"), TO, "G2", None), REPEALED]),
    **{f"clinical_pharmacy.{figure}": (comparator, [("2024-01-01", "2026-12-31", value, TO, "G2", None)])
       for figure, comparator, value in (
           ("activity.target", ">=", D(1)), ("nominative.respected_if.plan", ">=", D(1)),
           ("nominative.respected_if.rate", ">=", D(1)), ("progress.target", ">=", D(5)),
           ("self_diagnosis.counted_on", None, "fin de l’année évaluée"), ("self_diagnosis.maximum_age", None, "P24M"))},
    **{f"clinical_pharmacy.levels.{item}": (None, [
        ("2024-01-01", "2026-12-31", words, TO, "G2", "paca"), ("2024-01-01", "2026-12-31", words, TO, "G2", "corse"),
        ("2025-01-01", "2026-12-31", invented, TO, "G2", "val-de-brume")])
       for item, words, invented in (
           ("activity", "totalement_rempli, partiellement_rempli", "complete, incomplete"),
           ("self_diagnosis", "totalement_rempli, partiellement_rempli, non_transmis", "fait, non_fait, non_fait"))},
    "contract.additional_volet_maximum_duration": (None, [
        ("2017-04-23", "2017-12-31", "P5Y", OK, "G1", None), ("2018-01-01", "2019-12-27", "P5Y", OK, "G1", None),
        NO_SANCTION]),
    "contract.maximum_duration": (None, [("2019-12-28", "2026-12-31", "P5Y", OK, "G2", None), REPEALED]),
    "contract.maximum_indicators": ("<=", [("2022-07-01", "2026-12-31", D(15), TO, "G2", None), REPEALED]),
    "contract.maximum_national_indicators": ("<=", [("2022-07-01", "2026-12-31", D(8), TO, "G2", None), REPEALED]),
    "contract.maximum_regional_indicators": ("<=", [("2022-07-01", "2026-12-31", D(7), TO, "G2", None), REPEALED]),
    "disclosure.minimum_establishments": ("<", [("2018-01-01", None, D(11), TO, None, None)]),
    "dmi.audit.minimum_files": ("<", [("2018-01-01", None, D(10), TO, None, None)]),
    "dmi.audit.objective": (None, [
        (first, "2026-12-31", "pas de cible, choix fait par l’établissement", TO, "G2", region)
        for region, first in (("paca", "2024-01-01"), ("corse", "2024-01-01"), ("val-de-brume", "2023-01-01"),
                              ("cotes-d-ambre", "2022-07-01"))]),
    "dmi.audit.partial_weight": (None, [("2018-01-01", None, D(0), TO, None, None)]),
    "dmi.levels.audit": (None, [
        ("2024-01-01", "2026-12-31", "totalement_rempli, partiellement_rempli", TO, "G2", "paca"),
        ("2024-01-01", "2026-12-31", "totalement_rempli, partiellement_rempli", TO, "G2", "corse"),
        ("2023-01-01", "2026-12-31", "dix_dossiers >= 10, cinq_a_neuf_dossiers >= 5, moins_de_cinq_dossiers >= 0", TO, "G2",
         "val-de-brume"),
        ("2022-07-01", "2026-12-31", "totalement_rempli, partiellement_rempli", TO, "G2", "cotes-d-ambre")]),
    "dmi.levels.mapping": (None, [
        ("2023-01-01", "2026-12-31", "faite, non_faite", TO, "G2", "val-de-brume"),
        ("2022-07-01", "2026-12-31", "faite, partielle", TO, "G2", "cotes-d-ambre")]),
    "dmi.mapping.partly_weight": (None, [("2018-01-01", None, D("0.5"), TO, None, None)]),
    **{f"dmi.themes.{perimeter}": (None, [
        ("2025-01-01", "2025-12-31", theme, TO, "G2", region) for region in ("paca", "corse", *elsewhere)])
       for perimeter, theme, elsewhere in (
           ("orthopaedics", "Ciments aux antibiotiques : indications", ()),
           ("coronary_stent", "Endoprothèses coronaires : déremboursement, nombre d’endoprothèses par patient",
            ("val-de-brume",)),
           ("implantable_port", "Chambres implantables et PICC", ("val-de-brume",)),
           ("radiology", "Radiologie interventionnelle : remise de la carte d’implant", ()),
           ("peripheral_stent", "Endoprothèses périphériques à élution de principe actif", ()))},
    "evaluation_sanction.cap_per_volet": ("<=", [
        ("2018-01-01", "2019-12-27", D("0.01"), OK, None, None), NO_SANCTION]),
    "evaluation_sanction.cap_total": ("<=", [
        ("2017-04-23", "2017-12-31", D("0.05"), OK, None, None), ("2018-01-01", "2019-12-27", D("0.05"), OK, None, None),
        NO_SANCTION]),
    "evaluation_sanction.enabled": (None, [
        ("2018-01-01", "2019-12-27", True, OK, None, None), ("2019-12-28", None, False, TO, None, None)]),
    "evaluation_sanction.formula": (None, [
        ("2018-01-01", "2021-12-31", MISSING, TO, None, None), ("2022-01-01", None, ENDED, OK, None, None)]),
    "evaluation_sanction.les_reduction_cap": ("<=", [
        ("2018-01-01", "2019-12-27", D("0.30"), OK, None, None), NO_SANCTION]),
    "evaluation_sanction.moratorium_ended_contracts": (None, [("2021-07-27", None, True, TO, None, None)]),
    "evaluation_sanction.moratorium_years": (None, [
        ("2017-07-26", "2017-11-29", (2017,), TO, None, None), ("2017-11-30", None, (2017, 2018), TO, None, None)]),
    "evaluation_sanction.msap_maximum": (None, [
        ("2018-01-01", "2019-12-27", "P6M", OK, None, None), NO_SANCTION]),
    "generics.minimum_boxes": ("<", [("2018-01-01", None, D(20), TO, None, None)]),
    "generics.progress": (">=", [
        ("2022-07-01", "2026-12-31", D(1), TO, "G2", None), REPEALED,
        ("2023-01-01", "2024-12-31", ENDED, TO, None, "val-de-brume"),
        ("2025-01-01", "2026-12-31", D(1), TO, None, "val-de-brume")]),
    "generics.repertoire_rate.target": (">=", [
        ("2018-12-23", "2022-03-08", D("0.49"), TO, "G1", None), ("2022-03-09", "2026-12-31", D("0.49"), TO, "G2", None),
        REPEALED]),
    "incentive.g1_cap": ("<=", [
        ("2017-04-23", "2021-12-31", D("0.30"), OK, "G1", None), ("2022-01-01", None, ENDED, OK, None, None)]),
    "incentive.g1_savings_definition": (None, [
        ("2017-04-23", "2021-12-31", MISSING, TO, "G1", None), ("2022-01-01", None, ENDED, OK, None, None)]),
    **{f"incentive.national.{term}": (None, order_of_2022(MISSING)) for term in (
        "minimum_payable", "target_required", "neutralisation")},
    **{f"incentive.national.rate.{indicator}": (None, order_of_2022(MISSING)) for indicator in (
        "ipp", "perfadom", "ambulance", "epa", "ezetimibe", "pansements", "rehospitalisation_ic")},
    "incentive.regional.national_envelope": (None, [
        ("2022-07-01", "2024-12-31", D(12_500_000), TO, "G2", None), ("2025-01-01", "2026-12-31", MISSING, TO, "G2", None),
        REPEALED]),
    "mo.argued_share.levels": (None, [
        *(("2022-07-01", "2026-12-31", "totalement_argumente >= 1, de_80_a_moins_de_100 >= 0.80, moins_de_80 >= 0", TO, "G2",
           region) for region in ("paca", "corse")),
        *fictitious("tous >= 1, une_partie > 0, non_transmis >= 0")]),
    "mo.argued_share.target": (">=", [
        ("2022-07-01", "2026-12-31", D(1), TO, "G2", "paca"), ("2022-07-01", "2026-12-31", D(1), TO, "G2", "corse"),
        *fictitious(D(1))]),
    "mo.i999_rate.target": ("<", [
        ("2022-07-01", "2026-12-31", D("0.15"), TO, "G2", "paca"),
        ("2022-07-01", "2026-12-31", D("0.10"), TO, "G2", "corse"), *fictitious(D("0.15"), D("0.10"))]),
    "mo.i999_rate.progress": ("<=", [("2022-07-01", "2026-12-31", D(-1), TO, "G2", "cotes-d-ambre")]),
    "mo.mirror_drugs": (None, [("2024-08-14", None, (
        "bévacizumab, carfilzomib, cétuximab, daratumumab, doxorubicine liposomale pégylée, obinutuzumab, pemetrexed, "
        "rituximab, trastuzumab"), TO, None, None)]),
    "mo.pair_control": (None, [("2019-03-01", None, True, TO, None, None)]),
    **{f"mo.i999_rate.{question}": (None, [
        ("2022-07-01", "2026-12-31", MISSING, TO, "G2", "paca"), ("2022-07-01", "2026-12-31", MISSING, TO, "G2", "corse"),
        *fictitious(brume, ambre)])
       for question, brume, ambre in (("i999998_handling", "dénominateur", "nulle part"), ("unit", "UCD", "UCD"))},
    "national.atc.ezetimibe": (None, [("2018-01-01", None, "C10AX09 C10BA02 C10BA05 C10BA06", TO, None, None)]),
    "national.atc.ipp": (None, [("2018-01-01", None, "A02BC", TO, None, None)]),
    "national.chirurgie_ambulatoire.target": (">=", [("2022-07-01", "2026-12-31", MISSING, TO, "G2", None), REPEALED]),
    "national.ezetimibe.end": (None, [("2026-02-04", None, (
        "l’OMEDIT PACA-Corse écrit ce jour-là « indicateur supprimé », sans l’acte ni sa date ; le motif n’est pas écrit "
        "(le REPSS cite les recommandations européennes de cardiologie, sans en faire la cause)"), TO, None, None)]),
    "national.perfadom.target_base": (None, order_of_2022("ensemble")),
    "open_phmev.top_gen": (None, [("2024-01-01", None, CODES, TO, None, None)]),
    "overuse.abatement_cap": ("<=", [
        *versions(D("0.50"), "2019-12-28", "2020-12-16", "2025-01-01", "2027-01-01"), REPEALED]),
    "overuse.les_reduction_cap": ("<=", [
        *versions(D("0.50"), "2019-12-28", "2020-12-16", "2025-01-01", "2027-01-01"), REPEALED]),
    "overuse.les_reduction_optional": (None, [
        ("2019-12-28", "2020-12-15", False, OK, None, None), *versions(True, "2020-12-16", "2025-01-01", "2027-01-01"),
        REPEALED]),
    "overuse.persistence": (None, [*versions("P2Y", "2019-12-28", "2020-12-16", "2025-01-01", "2027-01-01"), REPEALED]),
    "overuse.target_floor": (">=", [
        *versions(D("0.70"), "2019-12-28", "2020-12-16", "2026-01-01", "2027-01-01"), REPEALED]),
    "overuse.acts": (None, [("2019-12-28", "2026-12-31", MISSING, TO, None, None), REPEALED]),
    "overuse.excess_threshold": (">", [("2019-12-28", "2026-12-31", MISSING, TO, None, None), REPEALED]),
    "overuse.scale": (None, [("2019-12-28", "2026-12-31", MISSING, TO, None, None), REPEALED]),
    "plausibility.amount_fall": ("<", [("2018-01-01", None, D("-0.05"), TO, None, None)]),
    "plausibility.breaks.i999": (None, [("2024-08-14", None, (
        "les indications en AMM miroir ont depuis leur propre code, I999997 ; elles étaient codées I999999"),
        TO, None, None)]),
    "plausibility.breaks.transport": (None, [("2018-10-01", None, (
        "les transferts entre établissements (« article 80 ») sont depuis à la charge des établissements"),
        TO, None, None)]),
    "plausibility.quantity_rise": (">", [("2018-01-01", None, D("0.05"), TO, None, None)]),
    "plausibility.series_jump": (">", [("2018-01-01", None, D("0.50"), TO, None, None)]),
    "pmsi.counted_in_med": (None, [("2018-01-01", None, "9261104 9261110", TO, None, None)]),
    "pmsi.quantity_limit": (">=", [("2018-01-01", None, D(100), TO, None, None)]),
    "pmsi.rsf_scale": (None, [("2018-01-01", None, MISSING, TO, None, None)]),
    "pmsi.years_kept": (None, [("2018-01-01", None, "P2Y", TO, None, None)]),
    "procedure.appeal": (None, [("2017-04-23", None, "P2M", TO, None, None)]),
    "procedure.counting": (None, [("2017-04-23", None, "de quantième à quantième", TO, None, None)]),
    "procedure.notification": (None, [
        *versions("P2M", "2017-04-23", "2022-01-01", "2025-12-31"), ("2025-12-31", None, "P2M", OK, None, None)]),
    "procedure.notification_observations": (None, [
        *versions("P15D", "2017-04-23", "2022-01-01", "2025-12-31"), ("2025-12-31", None, "P15D", OK, None, None)]),
    "procedure.proposal_answer": (None, [
        ("2017-04-23", "2021-12-31", "P1M", OK, None, None), ("2022-01-01", None, "P3W", OK, None, None)]),
    "procedure.report_observations": (None, [
        *versions("P1M", "2017-04-23", "2022-01-01", "2025-12-31"), ("2025-12-31", None, "P1M", OK, None, None)]),
    "procedure.second_proposal_answer": (None, [
        ("2017-04-23", "2021-12-31", "P15D", OK, None, None), ("2022-01-01", None, "P15D", OK, None, None)]),
    "procedure.suspension": (None, [
        *versions("prolongé jusqu’à l’audition", "2017-04-23", "2022-01-01", "2025-12-31"),
        ("2025-12-31", None, "prolongé jusqu’à l’audition", TO, None, None)]),
    "referentials.ambulance.respected_if.amount": ("<", order_of_2022(D(400_000))),
    "referentials.ambulance.respected_if.share": ("<", order_of_2022(D("0.20"))),
    "referentials.epa.respected_if.rate": ("<", [
        *order_of_2022(MISSING), ("2023-01-01", "2026-12-31", D("0.15"), TO, "G2", "val-de-brume")]),
    "referentials.ezetimibe.respected_if.amount": ("<", order_of_2022(MISSING)),
    "referentials.ipp.box_definition": (None, order_of_2022(MISSING)),
    "referentials.ipp.respected_if.boxes": ("<", order_of_2022(D(8500))),
    "referentials.pansements.respected_if.amount": ("<", order_of_2022(MISSING)),
    "referentials.perfadom.respected_if.amount": ("<", order_of_2022(D(100_000))),
    "referentials.perfadom.respected_if.share": ("<", order_of_2022(D("0.80"))),
    "referentials.rehospitalisation_ic.respected_if.rate": ("<", order_of_2022(MISSING)),
    "referentials.ipp.target": ("<=", order_of_2022(D("-0.05"))),
    "referentials.perfadom.target": ("<=", order_of_2022(D("-0.05"))),
    **{f"referentials.{indicator}.target": ("<=", order_of_2022(MISSING))
       for indicator in ("ambulance", "ezetimibe", "pansements", "rehospitalisation_ic")},
    "referentials.epa.target": ("<=", [
        *order_of_2022(MISSING), ("2023-01-01", "2026-12-31", D("-0.10"), TO, "G2", "val-de-brume")]),
    "referentials.les_devices.respected_if.growth": ("<=", orders_of_2017_and_2018(MISSING, D("0.03"))),
    "referentials.les_medicines.respected_if.growth": ("<=", orders_of_2017_and_2018(MISSING, D("0.03"))),
    "referentials.phev.respected_if.growth": ("<=", orders_of_2017_and_2018(D("0.04"), D("0.033"))),
    "referentials.phev_lpp.respected_if.growth": ("<=", orders_of_2017_and_2018(None, D("0.036"))),
    "referentials.phev_medicines.respected_if.growth": ("<=", orders_of_2017_and_2018(None, D("0.032"))),
    "referentials.repertoire.respected_if.rate": (">=", orders_of_2017_and_2018(MISSING, D("0.49"))),
    "referentials.transport.respected_if.amount": ("<=", orders_of_2017_and_2018(D(500_000), D(500_000))),
    "referentials.transport.respected_if.growth": ("<=", orders_of_2017_and_2018(D("0.022"), D("0.022"))),
    "refusal.les_reduction": (None, [
        ("2017-04-23", "2017-12-31", D("0.30"), OK, "G1", None), ("2018-01-01", "2019-12-27", D("0.30"), OK, "G1", None),
        NO_SANCTION]),
    "refusal.rate": (None, [
        ("2017-04-23", "2017-12-31", D("0.01"), OK, "G1", None), ("2018-01-01", "2019-12-27", D("0.01"), OK, "G1", None),
        ("2019-12-28", "2026-12-31", D("0.01"), OK, "G2", None), REPEALED]),
    "regime.contracts": (None, [
        ("2017-04-23", "2017-12-31", "G1", TO, None, None), ("2018-01-01", "2021-12-31", "G1", OK, None, None),
        ("2022-01-01", "2022-06-30", ENDED, TO, None, None),
        ("2022-07-01", "2026-12-31", "G2", TO, None, None), ("2027-01-01", None, "G3", OK, None, None)]),
    "regime.decree": (None, [
        ("2017-04-23", "2021-12-31", "G1", OK, None, None), ("2022-01-01", None, "G2", OK, None, None)]),
    "regime.statute": (None, [
        ("2017-04-23", "2019-12-27", "G1", OK, None, None), ("2019-12-28", "2026-12-31", "G2", OK, None, None),
        ("2027-01-01", None, "G3", OK, None, None)]),
    **{f"successor.{part}": (None, [("2026-01-01", None, MISSING, TO, None, None)]) for part in ("bonus", "objectives")},
    "successor.penalty_cap": ("<=", [("2027-01-01", None, D("0.02"), OK, "G3", None)]),
    "transport.savings_base": (None, order_of_2022("ensemble")),
    "transport.share_unit": (None, order_of_2022("nombre")),
    "transport.shared_rate.target": (">=", [
        ("2022-07-01", "2026-12-31", MISSING, TO, "G2", "paca"),
        ("2022-07-01", "2026-12-31", D("0.15"), TO, "G2", "cotes-d-ambre")]),
    "transport.sources_gap": (">", [("2018-01-01", None, D("0.10"), TO, None, None)]),
}
# fmt: on

# rules that follow the day of the decision; the others follow the activity judged
OF_THE_DECISION = {
    *(key for key in TABLE if key.split(".")[0] in ("articles", "evaluation_sanction", "procedure", "refusal")),
    *("contract.additional_volet_maximum_duration", "contract.maximum_duration"),
    *("regime.decree", "regime.statute"),
}
EXCEPTIONS = [
    ("130786049", "AP-HM", "0.20"),
    ("130784127", "Institut Paoli-Calmettes", "0.20"),
    ("130001647", "Institut Paoli-Calmettes", "0.20"),
]
ROWS = [(key, comparator, *row) for key, (comparator, rows) in TABLE.items() for row in rows]
NAMES = [f"{row[0]}-{row[2]}-{row[7] or ''}" for row in ROWS]


@pytest.fixture(scope="module")
def rules() -> Rules:
    return Rules.load(shipped("regulation"))


def plain(rule: Rule) -> object:
    """The value of a rule as the table writes it."""
    if rule.unit == "produits":
        return {name: (group.atc, group.biosimilars, group.referents) for name, group in rule.products.items()}
    return rule.value


def told(rules: Rules, key: str, day: date, subject: Subject) -> object:
    """What a rule answers, or the way it refuses, as the table writes it."""
    try:
        return plain(rules.on(key, day, subject))
    except ParameterRequiredError:
        return MISSING
    except RuleNotFoundError:
        return ENDED


def tabled(key: str, day: date, region: str | None) -> object:
    """What the table says of a day, whatever the generation: the region's own value, else the national one."""
    for asked in dict.fromkeys((region, None)):
        for first, last, value, _, _, where in TABLE[key][1]:
            if first <= day.isoformat() <= (last or "9999-12-31") and where == asked:
                return value
    return ENDED


def test_the_table_knows_every_dated_value(rules):
    shipped_rows = [
        (key, dated.since.isoformat(), dated.scope.generation, dated.scope.region)
        for key, content in rules.items()
        for dated in content.values
    ]
    assert sorted(shipped_rows, key=str) == sorted(((row[0], row[2], row[6], row[7]) for row in ROWS), key=str)


@pytest.mark.parametrize(
    ("key", "comparator", "first", "last", "value", "status", "generation", "region"), ROWS, ids=NAMES
)
def test_a_value_holds_on_its_first_and_last_day(
    rules, key, comparator, first, last, value, status, generation, region
):
    subject = Subject(region=region, generation=generation)
    for day in (first, last or "2030-12-31"):
        assert told(rules, key, date.fromisoformat(day), subject) == value
    content = rules.file(key)
    (dated,) = [each for each in content.values if (each.since.isoformat(), each.scope.region) == (first, region)]
    until = content.last_day(dated)
    assert (content.comparator, dated.status, dated.scope.generation) == (comparator, status, generation)
    assert (until.isoformat() if until else None) == last
    assert (dated.missing is not None) == (value == MISSING)


@pytest.mark.parametrize(
    ("key", "first", "last", "region"), [(row[0], row[2], row[3], row[7]) for row in ROWS], ids=NAMES
)
def test_the_eve_and_the_day_after_have_another_answer(rules, key, first, last, region):
    eve = date.fromisoformat(first) - timedelta(days=1)
    assert told(rules, key, eve, Subject(region=region)) == tabled(key, eve, region)
    if last:
        after = date.fromisoformat(last) + timedelta(days=1)
        assert told(rules, key, after, Subject(region=region)) == tabled(key, after, region)


def test_a_rule_follows_the_activity_or_the_decision(rules):
    assert {key for key, content in rules.items() if content.applies_to == "decision"} == OF_THE_DECISION


@pytest.mark.parametrize(("finess", "name", "value"), EXCEPTIONS)
def test_an_establishment_that_differs_from_its_region(rules, finess, name, value):
    rule = rules.on("mo.i999_rate.target", date(2024, 12, 31), Subject(region="paca", finess=(finess,)))
    assert (rule.exception, rule.amount) == (name, D(value))


def test_no_other_establishment_differs(rules):
    exceptions = [
        (key, finess) for key, content in rules.items() for dated in content.values for finess in dated.scope.exceptions
    ]
    assert exceptions == [("mo.i999_rate.target", finess) for finess, *_ in EXCEPTIONS]


def test_nothing_that_is_missing_passes_for_law(rules):
    for key, content in rules.items():
        for dated in content.values:
            assert not (dated.missing and dated.status == "confirmed"), key
            assert not (dated.checked and dated.status == "to_validate"), key

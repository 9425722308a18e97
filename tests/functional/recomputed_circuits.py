"""DMI, transports, clinical pharmacy and national indicators, recomputed from the raw files without the product."""

from fractions import Fraction
from pathlib import Path

import pandas as pd
from recomputed_files import amount, answered, devices, extract, filled
from recomputed_medicines import Figures, Ratio

AXES = {
    "Organisation US": ("ward_organisation", 7), "Demande": ("request", 9), "Réception": ("reception", 4),
    "Stockage": ("storage", 13), "Utilisation et suivi des DMS et DMI": ("use", 6), "Retours - Élimination": ("returns", 4),
    "Organisation traçabilité sanitaire DMI": ("traceability_organisation", 12),
    "Évaluation et suivi traçabilité DMI": ("traceability_evaluation", 7),
    "Prise en charge des plaies chroniques": ("chronic_wounds", 4), "Sondage urinaire": ("urinary_catheter", 4),
    "Abord respiratoire": ("airway", 4), "Connectiques sécurisées": ("secure_connectors", 3),
}  # fmt: skip
"""The axes of InterDiag, their number of items (77 in all) and what the results call them."""
MASTERED = {"Oui": Fraction(1), "Partiellement": Fraction(1, 2), "Non": Fraction(0)}
CRITERIA = {
    "Réception et délivrance": {
        "données enregistrées": "reception_data", "informations sur le DMI": "reception_device", "AIDC": "reception_aidc",
    },
    "Service utilisateur": {
        "données enregistrées": "ward_data", "informations sur le DMI": "ward_device", "AIDC": "ward_aidc",
        "enregistrement en temps réel": "ward_real_time", "lien avec le DPI": "ward_dpi",
        "exploitation des données": "ward_use",
    },
    "Information du patient": {
        "information et consentement tracés dans le DPI": "consent", "document transmis au patient": "document",
        "informations du fabricant mises à disposition (HAS 1.1-10)": "manufacturer", "lettre de liaison": "letter",
        "DMP": "dmp",
    },
}  # fmt: skip
BLOCKS = {"Réception et délivrance": "reception", "Service utilisateur": "ward", "Information du patient": "patient"}
RATES = {
    "bmo": ("Bilans médicamenteux à l’entrée", "Séjours éligibles à l’entrée"),
    "entry_conciliation": ("Conciliations d’entrée", "Séjours éligibles à l’entrée"),
    "entry_conciliation_48h": ("Conciliations d’entrée en 48 h au plus", "Séjours éligibles à l’entrée"),
    "exit_conciliation": ("Conciliations de sortie", "Sorties au domicile éligibles"),
    "ppp_rate": ("Plans pharmaceutiques personnalisés transmis", "Patients éligibles à un plan pharmaceutique personnalisé"),
    "analysis": ("Prescriptions analysées (niveau 2 ou 3)", "Prescriptions"),
    "nominative": ("Lits et places en délivrance nominative", "Lits et places"),
    "interventions": ("Interventions pharmaceutiques acceptées", "Interventions pharmaceutiques émises"),
    "divergences": ("Divergences non intentionnelles corrigées", "Divergences non intentionnelles détectées"),
}  # fmt: skip
COMPULSORY = 14
"""Questions of the activity that the form says « Obligatoire »."""
AMBULANCE, SHARED = "Ambulance", ("Transport partagé en VSL", "Transport partagé en taxi")
PERSONAL = ("Véhicule personnel", "Transport en commun")
EXAMS = {"Hémostase": "haemostasis", "Groupe sanguin": "blood_group", "Ionogramme": "ionogram"}
TWO_SYSTEMS = {"Système actif électrique": "electric", "Diffuseur": "diffuser"}


def mapping(folder: Path) -> Figures:
    """Recompute the mastery and the completeness of the circuit of devices, per axis and overall."""
    rows = filled(folder / "dmi_mapping_2025.xlsx", "Cartographie")
    found: Figures = {
        "dmi.mastery": _mastery(rows["Réponse"]),
        "dmi.completeness": (Fraction(int(rows["Réponse"].notna().sum())), Fraction(77)),
    }
    for axis, (code, items) in AXES.items():
        said = rows.loc[rows["Axe"] == axis, "Réponse"]
        if said.notna().any():  # an axis without answer has no mastery, which is not zero
            found[f"dmi.mastery.{code}"] = _mastery(said)
        found[f"dmi.completeness.{code}"] = (Fraction(int(said.notna().sum())), Fraction(items))
    return found


def _mastery(said: pd.Series) -> Ratio:
    points = [MASTERED[each] for each in said if each in MASTERED]
    return sum(points, Fraction(0)), Fraction(len(points))


def audit(folder: Path) -> Figures:
    """Recompute the audit of records: how many, and the rate of « Oui » overall, by block, by criterion."""
    sheet = answered(folder / "dmi_audit_2025.xlsx", "Audit des dossiers").filter(like="DOSSIER ").transpose()
    records = sheet[sheet["Numéro de dossier"].notna()]
    asked = {f"{block} : {name}": code for block, names in CRITERIA.items() for name, code in names.items()}
    found: Figures = {
        "dmi.audit_files": Fraction(len(records)),
        "dmi.audit_rate": _said_yes(records[list(asked)]),
    }
    for block, code in BLOCKS.items():
        found[f"dmi.audit_rate.{code}"] = _said_yes(records[[f"{block} : {name}" for name in CRITERIA[block]]])
    for heading, code in asked.items():
        found[f"dmi.audit_criterion.{code}"] = _said_yes(records[[heading]])
    return found


def _said_yes(cells: pd.DataFrame) -> Ratio:
    said = [each for each in cells.to_numpy().ravel() if each in ("Oui", "Partiel", "Non")]
    return Fraction(said.count("Oui")), Fraction(len(said))


def implants(folder: Path, year: int) -> Figures:
    """Recompute the devices implanted in a year, and their euros."""
    lines = devices(next(folder.glob(f"*.{year}.12.dmip")))
    return {
        "dmi.implants": Fraction(int(lines["units"].sum())),
        "dmi.implants_amount": sum(lines["euros"], Fraction(0)),
    }


def transport_extract(folder: Path) -> Figures:
    """Recompute the ambulance share in trips, the spend of both years and its growth."""
    rows = extract(folder / "extraction_ambulance_2025.xlsx", "Transports", "Année").set_index("Année")
    ambulance, trips = rows.loc[2025, "Nombre d’ambulances"], rows.loc[2025, "Nombre de transports"]
    assert trips == sum(rows.loc[2025, ["Nombre d’ambulances", "Nombre de VSL", "Nombre de taxis"]])
    now, before = (amount(rows.loc[year, "Montant remboursé"]) for year in (2025, 2024))
    return {
        "transport.ambulance_share_trips": (Fraction(ambulance), Fraction(trips)),
        "transport.amount": now,
        "transport.growth": (now - before, before),
        "transport.savings": max(before - now, Fraction(0)),
    }


def transport_form(folder: Path) -> Figures:
    """Recompute the mix of modes that the hospital declares, in trips."""
    rows = filled(folder / "transport_2025.xlsx", "Transports")
    trips = rows.groupby("Mode")["Nombre de trajets"].sum().map(Fraction)
    shared, whole = sum(trips[list(SHARED)]), sum(trips)
    cars = trips["VSL"] + trips["Taxi conventionné"] + shared
    return {
        "transport.shared_rate": (shared, cars),
        "transport.vsl_share": (trips["VSL"] + trips["Transport partagé en VSL"], cars),
        "transport.personal_share": (sum(trips[list(PERSONAL)]), whole),
        "transport.non_ambulance_share": (whole - trips[AMBULANCE], whole),
    }


def clinical_pharmacy(folder: Path) -> Figures:
    """Recompute the rates of the activity, overall and by champ, and its completeness."""
    sheet = answered(folder / "clinical_pharmacy_2025.xlsx", "Activité").filter(like="Champ ").transpose()
    asked = sheet.drop(columns=["Champ", "Population cible"])
    present = ~(asked == "sans objet").all(axis=1)
    compulsory = asked.drop(columns=["Conciliations d’entrée en 48 h au plus", RATES["ppp_rate"][1]])
    assert compulsory.shape[1] == COMPULSORY
    due = Fraction(COMPULSORY * int(present.sum()))
    found: Figures = {"clinical_pharmacy.activity": (Fraction(int(compulsory[present].notna().to_numpy().sum())), due)}
    for code, (above, below) in RATES.items():
        pairs = {row["Champ"]: (Fraction(row[above]), Fraction(row[below])) for _, row in sheet[present].iterrows()}
        found |= {f"clinical_pharmacy.{code}.{champ}": pair for champ, pair in pairs.items()}
        overall = [sum(column, Fraction(0)) for column in zip(*pairs.values(), strict=True)]
        found[f"clinical_pharmacy.{code}"] = (overall[0], overall[1])
    return found


def ipp(folder: Path) -> Figures:
    """Recompute the boxes of IPP, their spend and its change."""
    rows = extract(folder / "extraction_ipp_2025.xlsx", "IPP", "Année").set_index("Année")
    now, before = (amount(rows.loc[year, "Montant remboursé"]) for year in (2025, 2024))
    return {
        "ipp.boxes": Fraction(rows.loc[2025, "Nombre de boîtes"]),
        "ipp.spending": now,
        "ipp.change": (now - before, before),
        "ipp.cost_per_box": (now, Fraction(rows.loc[2025, "Nombre de boîtes"])),
    }


def perfadom(folder: Path) -> Figures:
    """Recompute the spend on home infusions, its change, and the share of the two systems of the référentiel."""
    rows = extract(folder / "extraction_perfadom_2025.xlsx", "PERFADOM", "Exercice")
    spend = rows.assign(euros=rows["Montant remboursé"].map(amount)).set_index(["Exercice", "Système de perfusion"])[
        "euros"
    ]
    now, before = sum(spend[2025]), sum(spend[2024])
    both = sum(spend[2025][list(TWO_SYSTEMS)])
    modes: Figures = {f"perfadom.mode.{code}": (spend[2025][name], now) for name, code in TWO_SYSTEMS.items()}
    return {
        "perfadom.spending": now, "perfadom.change": (now - before, before), "perfadom.two_systems": both,
        "perfadom.share": (both, now), **modes,
    }  # fmt: skip


def epa(folder: Path) -> Figures:
    """Recompute the rate of each examination before anaesthesia that was not pertinent, and its change."""
    rows = extract(folder / "extraction_epa_2025.xlsx", "EPA", "Année").set_index(["Année", "Examen"])
    found: Figures = {}
    for name, code in EXAMS.items():
        (with_it, over), (before, over_before) = (
            (Fraction(rows.loc[(year, name), "Dont avec examen"]), Fraction(rows.loc[(year, name), "Interventions"]))
            for year in (2025, 2024)
        )
        found[f"epa.{code}"] = (with_it, over)
        found[f"epa.{code}_change"] = (with_it / over) / (before / over_before) - 1
    return found

"""Which file of the demonstration is spoilt, how, and why it matters: one table."""

from dataclasses import dataclass, replace

from caqes_eval.demo.collection import edits, pmsi, totals
from caqes_eval.demo.collection.edits import Edit
from caqes_eval.demo.collection.filled import SEED, YEAR, answers_of, filled, short
from caqes_eval.demo.collection.locked import locked_workbook
from caqes_eval.demo.collection.planted import Kind
from caqes_eval.demo.hospitals import hospital
from caqes_eval.demo.liste_en_sus import DRUGS, I999
from caqes_eval.intake.forms.definitions import FORMS, action_plan, clinical_pharmacy, dmi_mapping, mo_initiations


@dataclass(frozen=True, kw_only=True)
class Fault:
    """A fault of one file.

    Attributes:
        serial: the end of the serial of the hospital.
        name: the file, as it is sent.
        kind: what it is.
        why: what is wrong, in French.
        edit: how the file is spoilt; None when it is made so.
        renamed: the name it then has; its own when empty.
        extra: whether nothing else makes this file: it is a piece of evidence, spoilt from nothing.
    """

    serial: str
    name: str
    kind: Kind
    why: str
    edit: Edit | None = None
    renamed: str = ""
    extra: bool = False

    @property
    def sent_name(self) -> str:
        """The name of the file in its folder."""
        return self.renamed or self.name


def _fault(
    kind: Kind, serial: str, name: str, why: str, edit: Edit | None = None, *, renamed: str = "", extra: bool = False
) -> Fault:
    return Fault(serial=serial, name=name, kind=kind, why=why, edit=edit, renamed=renamed, extra=extra)


_INITIATIONS, _PHARMACY = (short(FORMS[code]) for code in ("mo_initiations", "clinical_pharmacy"))
_PLAN, _MAPPING = (short(FORMS[code]) for code in ("action_plan", "dmi_mapping"))
_PSY = [choice.code for choice in clinical_pharmacy.CHAMPS].index("PSY")
_CHU_MED, _CLAIRVENT_MED, _AURORE_MED = (
    pmsi.name_of(hospital(serial), YEAR, "med") for serial in ("001", "002", "012")
)
SPOILT_DELAY = 7
"""Days between the stay and the drug in the lines spoilt on purpose; the sound ones have another."""
_FOUNDATION_MED = pmsi.name_of(hospital("005"), YEAR - 1, "med")


def _line(serial: str, **changed: str | int) -> bytes:
    """Return a line of a ``.med`` of December, sound but for what is changed."""
    drug, own = DRUGS[4], hospital(serial)
    usual: dict[str, str | int] = {
        "finess": own.finess, "finess_geo": own.registered.finess_et, "service": "06", "discharged": f"{YEAR}12",
        "stay": " " * 10, "stays": 1, "ucd": drug.ucd13, "quantity": 2_000, "amount": 2_000 * drug.euros,
        "administered": f"12{YEAR}", "delay": SPOILT_DELAY, "indication": drug.indications[0],
    }  # fmt: skip
    return pmsi.line(pmsi.layout("rsa_med", YEAR), **usual | changed)


def _other_hospital(_: bytes) -> bytes:
    other = hospital("004")
    return filled(FORMS["dmi_mapping"], other, str(YEAR), answers_of("dmi_mapping", other, str(YEAR)))


def _other_campaign(_: bytes) -> bytes:
    own, former = hospital("014"), str(YEAR - 1)
    return filled(
        FORMS["clinical_pharmacy"], own, former, answers_of("clinical_pharmacy", own, former), campaign="demo-2024"
    )


def _old_version(_: bytes) -> bytes:
    """Return the form of an earlier edition, without its last two questions."""
    own = hospital("009")
    identification, diagnosis, activity = FORMS["clinical_pharmacy"].sheets
    columns = activity.schema.columns[:-2]
    kept = {column.code for column in columns}
    former = replace(
        FORMS["clinical_pharmacy"], version="0",
        sheets=(identification, diagnosis, replace(activity, schema=replace(activity.schema, columns=columns))),
    )  # fmt: skip
    given = answers_of("clinical_pharmacy", own, str(YEAR))
    rows = [{code: value for code, value in row.items() if code in kept} for row in given[clinical_pharmacy.ACTIVITY]]
    return filled(former, own, str(YEAR), {**given, clinical_pharmacy.ACTIVITY: rows})


def _no_answer(_: bytes) -> bytes:
    """Return the form of a half-year sent back with neither a line nor a declaration."""
    return filled(FORMS["mo_initiations"], hospital("005"), f"{YEAR}-S2", {})


_FIRST_HALF_AGAIN = answers_of("mo_initiations", hospital("012"), f"{YEAR}-S1")[mo_initiations.INITIATIONS][:10]
_PAGE = (
    "<html><head><meta charset=\"utf-8\"></head><body><table><tr><td>FINESS</td><td>Année</td></tr>"
    f"<tr><td>{hospital('002').finess}</td><td>{YEAR}</td></tr></table></body></html>"
)  # fmt: skip
# what Office leaves beside an open workbook: the length of a name, the name, blanks
_OWNER = b"\x10Personne fictive".ljust(165)

FAULTS: tuple[Fault, ...] = (
    _fault(Kind.IDENTIFIER, "001", "mo_initiations_2025-S1.xlsx", "une colonne NIR a été ajoutée (numéros inventés)",
           edits.with_column(_INITIATIONS, mo_initiations.INITIATIONS, "NIR", [pmsi.FICTITIOUS_NIR] * 5)),
    _fault(Kind.LOST_ZERO, "001", "mo_initiations_2025-S2.xlsx", "des dates JJMMAAAA ont perdu leur premier zéro",
           edits.typed("Date d’initiation", [5_082_025, 9_112_025, 1_072_025])),
    _fault(Kind.CONTRADICTION, "002", "mo_initiations_2025-S1.xlsx", "« aucune initiation » est déclarée au-dessus d’une liste",
           edits.answered(_INITIATIONS, "identification", 0, [{"no_initiation": True}])),
    _fault(Kind.EMPTY_WITH_I999, "005", "mo_initiations_2025-S2.xlsx",
           "le recueil est vide, sans déclaration, alors que le fichier .med a des lignes I999999", _no_answer),
    _fault(Kind.DUPLICATE, "012", "mo_initiations_2025-S2.xlsx", "dix initiations du premier semestre sont comptées de nouveau",
           edits.answered(_INITIATIONS, mo_initiations.INITIATIONS, 0, _FIRST_HALF_AGAIN)),
    _fault(Kind.MIRROR, "012", _AURORE_MED, "aucune ligne I999997 en 2025 : l’AMM miroir est restée dans I999999"),
    _fault(Kind.SCIENTIFIC, "011", "mo_anomalies_2025-S1.xlsx", "un code UCD est devenu 3,40089E+12 : il est perdu",
           edits.typed("UCD7", ["3,40089E+12"])),
    _fault(Kind.EXCEL_ERROR, "011", "mo_anomalies_2025-S2.xlsx", "deux montants sont une erreur d’Excel",
           edits.each_in_turn(edits.error_cells("Montant", ["#DIV/0!"]), edits.typed("Montant", ["#VALEUR!"], first=2))),
    _fault(Kind.OTHER_HOSPITAL, "003", "dmi_mapping_2025.xlsx", "c’est le formulaire préparé pour le CH d’Orée-des-Grèves",
           _other_hospital),
    _fault(Kind.INCOMPLETE, "004", "dmi_mapping_2025.xlsx", "37 des 77 items n’ont pas de réponse",
           edits.without_answers(_MAPPING, dmi_mapping.MAPPING, 40)),
    _fault(Kind.TRUNCATED, "006", "dmi_audit_2025.xlsx", "l’envoi s’est arrêté à la moitié du fichier", edits.half),
    _fault(Kind.PASSWORD, "006", "dmi_mapping_2025.xlsx", "le classeur demande un mot de passe",
           edits.replaced_by(locked_workbook(SEED))),
    _fault(Kind.PART_ABOVE_WHOLE, "007", "clinical_pharmacy_2025.xlsx", "plus de patients conciliés que de séjours éligibles",
           edits.answered(_PHARMACY, clinical_pharmacy.ACTIVITY, _PSY, [{"entry_conciliated": 99_999}])),
    _fault(Kind.OTHER_CAMPAIGN, "014", "clinical_pharmacy_2025.xlsx", "c’est le formulaire de la campagne précédente",
           _other_campaign),
    _fault(Kind.OLD_VERSION, "009", "clinical_pharmacy_2025.xlsx", "il manque deux questions, ajoutées depuis à ce formulaire",
           _old_version),
    _fault(Kind.NO_MARK, "005", "clinical_pharmacy_2025.xlsx", "les feuilles ont été copiées dans un autre classeur",
           edits.without_mark),
    _fault(Kind.EMPTY, "008", "action_plan_2025.xlsx", "le fichier pèse zéro octet", edits.replaced_by(b"")),
    _fault(Kind.FORMULA, "010", "action_plan_2025.xlsx", "une cellule ouvre une page web, une autre lance un programme",
           edits.answered(_PLAN, action_plan.PLAN, 0, [
               {"action": '=HYPERLINK("https://exemple.invalid/piege","Ouvrir le plan")', "goal": "=cmd|' /C calc'!A0"},
           ])),
    _fault(Kind.PATH, "013", "action_plan_2025.xlsx", "le nom de la preuve jointe remonte dans les dossiers",
           edits.answered(_PLAN, action_plan.PLAN, 0, [{"proof": "../../x"}, {"proof": "..\\..\\x.exe"}])),
    _fault(Kind.PATH, "013", "preuves.zip", "un élément de l’archive s’écrirait hors du dossier",
           edits.replaced_by(edits.archive([("../../x", b"invente"), ("preuve.txt", b"invente")])), extra=True),
    _fault(Kind.LOCK_FILE, "012", "~$action_plan_2025.xlsx", "c’est la trace d’un classeur ouvert, pas le classeur",
           edits.replaced_by(_OWNER), extra=True),
    _fault(Kind.RENAMED_HTML, "002", "extraction_ipp_2025.xlsx", "c’est une page web dont le nom finit par .xls",
           edits.replaced_by(_PAGE.encode()), renamed="extraction_ipp_2025.xls"),
    _fault(Kind.SERIES_BREAK, "001", "extraction_ipp_2025.xlsx", "les boîtes de 2023 sont dix fois celles de 2022",
           edits.typed("Nombre de boîtes", [268_431], first=4)),
    _fault(Kind.MIXED_RATES, "003", "extraction_ipp_2025.xlsx", "la même évolution est écrite 0,153, 15,3 et « 15,3 % »",
           edits.each_in_turn(
               edits.typed("Évolution", [0.153], first=3, number_format="0.0%"),
               edits.typed("Évolution", [15.3, "15,3 %"], first=4))),
    _fault(Kind.EXCEL_ERROR, "013", "extraction_perfadom_2025.xlsx", "deux nombres de forfaits sont des erreurs d’Excel",
           edits.error_cells("Nombre de forfaits", ["#DIV/0!", "#N/A"], first=2)),
    _fault(Kind.PART_ABOVE_WHOLE, "002", "extraction_ambulance_2025.xlsx", "plus d’ambulances que de transports en 2021",
           edits.typed("Nombre d’ambulances", [99_999], first=2)),
    _fault(Kind.LOST_KEY, "004", "extraction_ambulance_2025.xlsx", "le FINESS est un nombre de huit chiffres, sans sa clé",
           edits.typed("FINESS", [int(hospital("004").finess[:8])] * 2, first=2)),
    _fault(Kind.WRONG_PAIR, "001", _CHU_MED, "une indication codée est celle d’un autre médicament",
           edits.added_lines(_line("001", indication=DRUGS[0].indications[0]))),
    _fault(Kind.UNLISTED_PAIR, "001", _CHU_MED, "une indication codée n’est pas inscrite sur la liste en sus",
           edits.added_lines(_line("001", indication=DRUGS[4].unlisted))),
    _fault(Kind.WRONG_CODE, "001", _CHU_MED, "« I999 » au lieu de I999999, puis un code UCD dont la clé est fausse",
           edits.added_lines(_line("001", indication=I999[:4]), _line("001", ucd="3400897700475"))),
    _fault(Kind.ZERO_QUANTITY, "001", _CHU_MED, "une ligne a un prix et aucune unité",
           edits.added_lines(_line("001", quantity=0))),
    _fault(Kind.FOREIGN_LINE, "002", _CLAIRVENT_MED, "une ligne porte le FINESS du CHU",
           edits.added_lines(_line("002", finess=hospital("001").finess))),
    _fault(Kind.CUT_LINE, "005", _FOUNDATION_MED, "la dernière ligne s’arrête au milieu",
           # a line of a wrong length is kept blank by the door
           edits.added_lines(b" " * 60)),
    _fault(Kind.TRUNCATED_TOTAL, "001", "totaux_atih_2025.xlsx",
           "le montant de 2024 a perdu ses deux premiers chiffres à la copie : les I999999 le dépassent", totals.truncated),
    _fault(Kind.EMPTY, "104", "dmi_mapping_2025.xlsx", "le fichier pèse zéro octet", edits.replaced_by(b"")),
    _fault(Kind.IDENTIFIER, "104", pmsi.name_of(hospital("104"), YEAR, "rsf"),
           "les factures d’une clinique portent des numéros de sécurité sociale (inventés)"),
    _fault(Kind.INCOMPLETE, "106", "clinical_pharmacy_2025.xlsx", "la feuille « Activité » est vide",
           edits.without_answers(_PHARMACY, clinical_pharmacy.ACTIVITY, 0)),
)  # fmt: skip
"""Every fault of a file; several may bear on the same one, in this order."""


@dataclass(frozen=True, kw_only=True)
class Delay:
    """A return that is late, or never comes: how many days after its deadline, None for never."""

    serial: str
    form: str
    period: str
    kind: Kind
    why: str
    days: int | None = None


DELAYS: tuple[Delay, ...] = (
    Delay(serial="004", form="action_plan", period="2025", kind=Kind.LATE, days=5,
          why="reçu cinq jours après la date attendue, avant le délai de rigueur"),
    Delay(serial="002", form="mo_initiations", period="2025-S2", kind=Kind.TOO_LATE, days=20,
          why="reçu après le délai de rigueur"),
    Delay(serial="003", form="dmi_audit", period="2025", kind=Kind.NOT_SENT,
          why="l’audit des dossiers du CH L’Aubépine n’est jamais venu"),
    Delay(serial="014", form="action_plan", period="2025", kind=Kind.NOT_SENT,
          why="le plan d’actions de l’USLD Le Long Crépuscule n’est jamais venu"),
    Delay(serial="101", form="mo_initiations", period="2025-S2", kind=Kind.LATE, days=4,
          why="reçu quatre jours après la date attendue, avant le délai de rigueur"),
    Delay(serial="102", form="mo_initiations", period="2025-S2", kind=Kind.NOT_SENT,
          why="le recueil du second semestre d’Ambre-la-Vieille n’est jamais venu"),
)  # fmt: skip
"""Every return that does not come in time."""

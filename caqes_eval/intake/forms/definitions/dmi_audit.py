"""DMI: audit of the traceability in the patient record and of what the patient is told.

Labels: OMEDIT PACA-Corse webinar of 4 February 2026 (practice.md §3.3). The second tab is transposed there: criteria are
rows and each record is a column. Its lists of answers are a proposal, but for « achat, dépôt permanent, prêt ».
"""

from decimal import Decimal

from caqes_eval.intake.forms.definitions.identification import identification
from caqes_eval.intake.forms.form import Form, Sheet, listed
from caqes_eval.intake.tables.schema import ColumnSchema, Kind, TableSchema

SYSTEM, RECORDS = "systeme_information", "dossiers"
DOSSIERS = 10
"""How many records the form offers: practice.md §3.3, a proposal."""

_ANSWERS = listed(
    {"yes": "Oui", "partial": "Partiel", "no": "Non", "na": "Non applicable"},
    {"yes": ("O",), "partial": ("Partiellement",), "no": ("N",), "na": ("NA",)},
)
_PERIMETERS = listed({
    "orthopaedics": "Orthopédie (hors ostéosynthèse)", "cardiology": "Cardiologie, rythmologie",
    "coronary_stent": "Endoprothèse coronaire", "peripheral_stent": "Endoprothèse périphérique", "valve": "Valve",
    "ophthalmology": "Ophtalmologie", "radiology": "Radiologie interventionnelle",
    "implantable_port": "Chambre implantable, PICC", "visceral": "Digestif, viscéral", "other": "Autre",
})  # fmt: skip
# terms of the instruction of 15 June 2015
_MANAGEMENTS = listed(
    {"purchase": "Achat", "consignment": "Dépôt permanent", "loan": "Prêt"}, {"consignment": ("Dépôt",)}
)
_ENTRY_MODES = listed({
    "lppr_menu": "Menu déroulant LPPR", "own_list": "Indication propre à l’établissement", "free_text": "Texte libre",
}, {"own_list": ("Indication propre à l’ES",)})  # fmt: skip


def _equipment(code: str, where: str) -> tuple[ColumnSchema, ...]:
    """Return the three questions about the readers of bar codes (AIDC) of a place."""
    return (
        ColumnSchema(code=f"aidc_{code}", label=f"AIDC {where} : équipement", kind="yes_no", required=True, measured=True,
                     help="Lecteurs de codes-barres ou de puces."),
        ColumnSchema(code=f"aidc_{code}_quantity", label=f"AIDC {where} : quantité", kind="count", minimum=Decimal(0)),
        ColumnSchema(code=f"aidc_{code}_udi", label=f"AIDC {where} : compatible IUD", kind="yes_no"),
    )  # fmt: skip


_SYSTEM = (
    ColumnSchema(code="external_base", label="Base de données externe", kind="yes_no", required=True, measured=True),
    ColumnSchema(code="external_base_name", label="Base de données externe : préciser", kind="text"),
    ColumnSchema(
        code="external_base_linked", label="Base de données externe : interfacée avec le logiciel GEF", kind="yes_no",
        help="GEF : gestion économique et financière.",
    ),
    ColumnSchema(code="software_gef", label="Logiciel GEF pharmacie", kind="text"),
    ColumnSchema(code="software_theatre_stock", label="Logiciel stock du bloc opératoire", kind="text",
                 synonyms=("Logiciel stock BO",)),
    ColumnSchema(code="software_traceability", label="Logiciel de traçabilité sanitaire des DMI", kind="text"),
    ColumnSchema(code="software_dpi", label="Logiciel DPI", kind="text", synonyms=("DPI",)),
    *_equipment("pharmacy", "pharmacie"),
    *_equipment("theatre", "bloc opératoire"),
    ColumnSchema(code="theatre_pharmacy_staff", label="PPH affectés aux blocs opératoires", kind="yes_no", required=True, measured=True),
    ColumnSchema(code="indication_entered", label="Indications de pose : saisie", kind="yes_no", required=True, measured=True),
    ColumnSchema(code="indication_mode", label="Indications de pose : mode de saisie", kind="choice", choices=_ENTRY_MODES),
)  # fmt: skip


def _criterion(code: str, label: str, *synonyms: str, kind: Kind = "choice") -> ColumnSchema:
    choices = _ANSWERS if kind == "choice" else ()
    return ColumnSchema(
        code=code, label=label, kind=kind, required=True, measured=True, choices=choices, synonyms=synonyms
    )


_RECEPTION, _WARD, _PATIENT = "Réception et délivrance", "Service utilisateur", "Information du patient"
_RECORDS = (
    ColumnSchema(
        code="record", label="Numéro de dossier", kind="text", required=True, synonyms=("N° de dossier", "Dossier"),
        help="Un numéro d’ordre de l’audit (1, 2, 3…), jamais l’IPP ni le numéro de séjour.",
    ),
    ColumnSchema(
        code="perimeter", label="a) Périmètre du DMI", kind="choice", required=True, choices=_PERIMETERS,
        synonyms=("Périmètre du DMI", "Périmètre"),
    ),
    ColumnSchema(
        code="management", label="b) Modalités de gestion du DMI", kind="choice", required=True, choices=_MANAGEMENTS,
        synonyms=("Modalités de gestion du DMI", "Gestion"),
    ),
    ColumnSchema(
        code="intra_ghs", label="c) DMI intra-GHS ?", kind="yes_no", required=True, measured=True, synonyms=("DMI intra-GHS",),
        help="Oui si le DMI est payé dans le tarif du séjour, non en sus.",
    ),
    _criterion("reception_data", f"{_RECEPTION} : données enregistrées"),
    _criterion("reception_device", f"{_RECEPTION} : informations sur le DMI"),
    _criterion("reception_aidc", f"{_RECEPTION} : AIDC"),
    _criterion("ward_data", f"{_WARD} : données enregistrées"),
    _criterion("ward_device", f"{_WARD} : informations sur le DMI"),
    _criterion("ward_aidc", f"{_WARD} : AIDC"),
    _criterion("ward_real_time", f"{_WARD} : enregistrement en temps réel", "Enregistrement en temps réel"),
    _criterion("ward_dpi", f"{_WARD} : lien avec le DPI", "Lien avec DPI"),
    _criterion("ward_use", f"{_WARD} : exploitation des données", "Exploitation des données"),
    _criterion("consent", f"{_PATIENT} : information et consentement tracés dans le DPI",
               "Information et consentement tracés dans le DPI"),
    _criterion("document", f"{_PATIENT} : document transmis au patient", "Document transmis au patient"),
    _criterion("manufacturer", f"{_PATIENT} : informations du fabricant mises à disposition (HAS 1.1-10)",
               "Informations du fabricant mises à disposition (HAS 1.1-10)", "Informations du fabricant mises à disposition"),
    _criterion("letter", f"{_PATIENT} : lettre de liaison", "Lettre de liaison"),
    _criterion("dmp", f"{_PATIENT} : DMP", "DMP"),
)  # fmt: skip


def form(dossiers: int = DOSSIERS) -> Form:
    """Return the form for a number of records to audit."""
    return Form(
        code="dmi_audit",
        label="DMI : audit de la traçabilité et de l’information du patient",
        family="dmi",
        indicators=("dmi",),
        version="1",
        sheets=(
            identification(),
            Sheet(
                schema=TableSchema(code=SYSTEM, label="Système d’information", columns=_SYSTEM, transposed=True),
                guidance="AIDC : saisie automatique par code-barres ou puce. IUD : identifiant unique du dispositif. "
                "PPH : préparateur en pharmacie hospitalière.",
                records=1,
            ),
            Sheet(
                schema=TableSchema(
                    code=RECORDS,
                    label="Audit des dossiers",
                    columns=_RECORDS,
                    key=("record",),
                    transposed=True,
                    synonyms=("Audit", "Dossiers"),
                ),
                guidance="Une colonne par dossier, du numéro de dossier au DMP. Laissez vides les colonnes en trop.",
                records=dossiers,
                record_label="DOSSIER",
            ),
        ),
        instructions=(
            "Remplissez « Système d’information » une fois, puis une colonne de « Audit des dossiers » par dossier tiré au sort.",
            f"L’audit porte sur {dossiers} dossiers ; ce nombre est une proposition de l’équipe, à valider.",
            "L’audit n’a pas de cible chiffrée : il sert à l’établissement pour choisir ce qu’il améliore.",
            "Numérotez les dossiers 1, 2, 3… : un IPP, un numéro de séjour ou un nom ferait refuser le classeur.",
            "« Non applicable » sort le critère du calcul ; une case vide le laisse sans réponse.",
        ),
        proposed=frozenset(
            (RECORDS, column.code) for column in _RECORDS if column.choices and column.code != "management"
        ),
    )


FORM = form()

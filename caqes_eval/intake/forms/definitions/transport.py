"""Transport: trips prescribed by mode, for the regional indicator « autres modes de transport ».

Neither its definition nor its columns are public: both are a proposal (practice.md §6.3). The modes are those of the
health insurance; emergency teams (SMUR) and transfers between hospitals (« article 80 ») are another perimeter.
"""

from decimal import Decimal

from caqes_eval.intake.forms.definitions.identification import identification
from caqes_eval.intake.forms.form import Form, Sheet, listed
from caqes_eval.intake.tables.schema import ColumnSchema, TableSchema

TRIPS = "transports"

MODES = listed(
    {
        "ambulance": "Ambulance", "vsl": "VSL", "taxi": "Taxi conventionné",
        "shared_vsl": "Transport partagé en VSL", "shared_taxi": "Transport partagé en taxi",
        "private_vehicle": "Véhicule personnel", "public_transport": "Transport en commun",
    },
    {"taxi": ("Taxi",), "private_vehicle": ("Véhicule individuel",), "public_transport": ("Transports en commun",)},
)  # fmt: skip
"""The modes of transport, shared ones apart."""

_REASONS = listed({
    "discharge": "Sortie d’hospitalisation", "admission": "Entrée en hospitalisation",
    "consultation": "Consultation ou examen", "sessions": "Séances (dialyse, chimiothérapie, radiothérapie)",
    "emergency": "Retour après passage aux urgences", "other": "Autre",
})  # fmt: skip

_ZERO = Decimal(0)
_COLUMNS = (
    ColumnSchema(code="finess", label="FINESS", kind="finess", synonyms=("FINESS ET",), help="Le site, s’il y en a plusieurs."),
    ColumnSchema(
        code="period", label="Période", kind="period", required=True, synonyms=("Mois", "Semestre"),
        help="Mois, trimestre, semestre ou année : S2 2025.",
    ),
    ColumnSchema(
        code="mode", label="Mode", kind="choice", required=True, choices=MODES, synonyms=("Mode de transport",),
        help="Un trajet partagé ne se compte qu’en transport partagé.",
    ),
    ColumnSchema(
        code="trips", label="Nombre de trajets", kind="count", required=True, minimum=_ZERO, synonyms=("nb_trajets", "Trajets"),
        help="Un aller et retour fait deux trajets.",
    ),
    ColumnSchema(
        code="patients", label="Nombre de patients", kind="count", minimum=_ZERO, synonyms=("nb_patients", "Patients")
    ),
    ColumnSchema(
        code="reimbursed", label="Montant remboursé", kind="money", minimum=_ZERO, synonyms=("montant_rembourse",),
        help="En euros, s’il est connu.",
    ),
    ColumnSchema(code="reason", label="Motif", kind="choice", choices=_REASONS),
)  # fmt: skip

FORM = Form(
    code="transport",
    label="Transports prescrits, par mode",
    family="transport",
    indicators=("ambulance", "autres_transports"),
    version="1",
    sheets=(
        identification(),
        Sheet(
            schema=TableSchema(
                code=TRIPS, label="Transports", columns=_COLUMNS, key=("finess", "period", "mode", "reason"),
            ),
            guidance="Une ligne par période, mode et motif. Les SMUR et les transferts entre établissements (« article 80 ») ne "
            "se comptent pas ici.",
            records=100,
        ),
    ),
    instructions=(
        ("Une ligne par période, mode et motif. Écrivez 0 trajet pour un mode qui n’a pas servi : une ligne absente se lit "
        "comme une réponse manquante."),
        ("Comptez les transports prescrits par l’établissement et remboursés en ville : sorties, consultations, retours des "
        "urgences."),
        "Ne comptez ni les SMUR, ni les transferts entre établissements, à la charge de l’hôpital depuis le 1er octobre 2018.",
        "Un numéro FINESS ou RPPS absent de la prescription fait attribuer la dépense à un autre établissement.",
        ("La définition de l’indicateur n’est pas publique : les colonnes de ce classeur sont une proposition de l’équipe, à "
        "valider."),
    ),
    proposed=frozenset({(TRIPS, "mode"), (TRIPS, "reason")}),
)  # fmt: skip

"""What each extract may hold, whatever its headings are called: columns, what must agree, what must not repeat.

None of these layouts is public (practice.md §4, §6.3, §8; formats.md §8): the columns are those that the indicators need.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from caqes_eval.intake.tables.schema import Choice, ColumnSchema, Kind, TableSchema

MEASURES: frozenset[Kind] = frozenset({"count", "quantity", "money"})
"""The kinds of column that add up."""

HOSPITAL = ("finess", "legal_finess")
"""The columns that name the hospital; an extract has one at least."""

_ZERO, _ONE = Decimal(0), Decimal(1)


@dataclass(frozen=True, kw_only=True)
class Growth:
    """A column that must be the growth of another since the previous period: 0.05 for 105 after 100."""

    column: str
    of: str
    previous: str


@dataclass(frozen=True, kw_only=True)
class PartOf:
    """A column that can never be above another."""

    part: str
    whole: str


@dataclass(frozen=True, kw_only=True)
class Share:
    """A column that must be the proportion of a part in its whole: 0.25 for 25 of 100."""

    column: str
    part: str
    whole: str


@dataclass(frozen=True, kw_only=True)
class Extract:
    """An extract.

    Attributes:
        schema: its columns, under their French labels alone; a mapping adds the headings really used.
        growths, parts, shares: what must agree on each line.
    """

    schema: TableSchema
    growths: tuple[Growth, ...] = ()
    parts: tuple[PartOf, ...] = ()
    shares: tuple[Share, ...] = ()

    def measures(self, code: str) -> bool:
        """Return whether a column adds up."""
        return self.schema.column(code).kind in MEASURES

    @property
    def identity(self) -> tuple[str, ...]:
        """The columns that say what a line is about; together they must not repeat."""
        measured = MEASURES | {"rate"}
        return tuple(c.code for c in self.schema.columns if c.kind not in measured and c.code != _NAME.code)


def _measure(code: str, label: str, kind: Kind = "money", *, expected: bool = False) -> ColumnSchema:
    return ColumnSchema(code=code, label=label, kind=kind, expected=expected, minimum=_ZERO)


# an extract may name the site, the legal body, or both: at least one, see HOSPITAL
_FINESS = ColumnSchema(code="finess", label="FINESS", kind="finess", required=True, expected=False)
_LEGAL = ColumnSchema(code="legal_finess", label="FINESS juridique", kind="finess", required=True, expected=False)
_NAME = ColumnSchema(code="name", label="Raison sociale", kind="text", expected=False)
_PERIOD = ColumnSchema(code="period", label="Période", kind="period", expected=False)
_PATIENTS = _measure("patients", "Nombre de patients", "count")
_AMOUNT = _measure("amount", "Montant remboursé", expected=True)
_PREVIOUS = _measure("previous_amount", "Montant remboursé de la période précédente")
_GROWTH = ColumnSchema(
    code="growth", label="Évolution du montant remboursé", kind="rate", expected=False, minimum=Decimal(-1)
)
_BASE = _measure("base_amount", "Base de remboursement")
_CIP = ColumnSchema(code="cip13", label="Code CIP13", kind="cip", expected=False)
_LABEL = ColumnSchema(code="label", label="Libellé", kind="text", expected=False)
_BOXES = _measure("boxes", "Nombre de boîtes", "count", expected=True)

_HOSPITAL = (_FINESS, _LEGAL, _NAME, _PERIOD)
_SPENDING = (_PATIENTS, _AMOUNT, _PREVIOUS, _GROWTH)
_AMOUNT_GROWTH = Growth(column="growth", of="amount", previous="previous_amount")
_REIMBURSED = PartOf(part="amount", whole="base_amount")


def _choice(code: str, label: str, answers: Mapping[str, str]) -> ColumnSchema:
    choices = tuple(Choice(code=answer, label=shown) for answer, shown in answers.items())
    return ColumnSchema(code=code, label=label, kind="choice", expected=False, choices=choices)


_TRANSPORT = Extract(
    schema=TableSchema(
        code="transport",
        label="Transports",
        columns=(
            *_HOSPITAL,
            _choice("mode", "Mode de transport", {
                "ambulance": "Ambulance", "vsl": "VSL", "taxi": "Taxi conventionné",
                "shared_vsl": "Transport partagé en VSL", "shared_taxi": "Transport partagé en taxi",
                "private_vehicle": "Véhicule personnel", "public_transport": "Transport en commun",
            }),
            _measure("trips", "Nombre de transports", "count"),
            *_SPENDING,
            _measure("ambulance_trips", "Nombre de transports en ambulance", "count"),
            _measure("vsl_trips", "Nombre de transports en VSL", "count"),
            _measure("taxi_trips", "Nombre de transports en taxi", "count"),
            _measure("ambulance_amount", "Montant remboursé des ambulances"),
            _measure("vsl_amount", "Montant remboursé des VSL"),
            _measure("taxi_amount", "Montant remboursé des taxis"),
        ),
    ),
    growths=(_AMOUNT_GROWTH,),
    parts=tuple(
        PartOf(part=f"{mode}_{whole}", whole=whole) for whole in ("trips", "amount") for mode in ("ambulance", "vsl", "taxi")
    ),
)  # fmt: skip
_IPP = Extract(
    schema=TableSchema(
        code="ipp", label="IPP", columns=(*_HOSPITAL, _CIP, _LABEL, _BOXES, *_SPENDING, _BASE)
    ),
    growths=(_AMOUNT_GROWTH,),
    parts=(_REIMBURSED,),
)  # fmt: skip
_PERFADOM = Extract(
    schema=TableSchema(
        code="perfadom",
        label="PERFADOM",
        columns=(
            *_HOSPITAL,
            _choice("system", "Système de perfusion", {
                "diffuser": "Diffuseur", "electric": "Système actif électrique", "gravity": "Gravité", "other": "Autre",
            }),
            _LABEL,
            _measure("quantity", "Quantité", "count"),
            *_SPENDING,
            _measure("two_systems_amount", "Montant des diffuseurs et des systèmes actifs électriques"),
            ColumnSchema(
                code="two_systems_share", label="Part des diffuseurs et des systèmes actifs électriques", kind="rate",
                expected=False, minimum=_ZERO, maximum=_ONE,
            ),
        ),
    ),
    growths=(_AMOUNT_GROWTH,),
    parts=(PartOf(part="two_systems_amount", whole="amount"),),
    shares=(Share(column="two_systems_share", part="two_systems_amount", whole="amount"),),
)  # fmt: skip
_DRESSINGS = Extract(
    schema=TableSchema(
        code="pansements",
        label="Pansements",
        columns=(
            *_HOSPITAL,
            ColumnSchema(code="lpp", label="Code LPP", kind="lpp", expected=False),
            _LABEL,
            _measure("quantity", "Quantité", "count"),
            *_SPENDING,
            _BASE,
        ),
    ),
    growths=(_AMOUNT_GROWTH,),
    parts=(_REIMBURSED,),
)
_GENERICS = Extract(
    schema=TableSchema(
        code="generiques",
        label="Génériques",
        columns=(
            *_HOSPITAL,
            _CIP,
            _LABEL,
            ColumnSchema(code="atc", label="Classe ATC", kind="text", expected=False),
            ColumnSchema(code="in_repertoire", label="Répertoire", kind="yes_no", expected=False),
            _choice("product_type", "Type de produit", {
                "generic": "Générique", "reference": "Princeps", "outside": "Hors répertoire",
            }),
            _BOXES,
            _measure("repertoire_boxes", "Boîtes du répertoire", "count"),
            _measure("generic_boxes", "Boîtes de génériques", "count"),
            _BASE,
            _measure("amount", "Montant remboursé"),
            _PREVIOUS,
            _GROWTH,
        ),
    ),
    growths=(_AMOUNT_GROWTH,),
    parts=(
        PartOf(part="repertoire_boxes", whole="boxes"), PartOf(part="generic_boxes", whole="repertoire_boxes"), _REIMBURSED,
    ),
)  # fmt: skip
_BIOSIMILARS = Extract(
    schema=TableSchema(
        code="biosimilaires",
        label="Biosimilaires",
        columns=(
            *_HOSPITAL,
            ColumnSchema(code="molecule", label="Molécule", kind="text", expected=False),
            _CIP,
            _LABEL,
            _choice("product_type", "Type de produit", {"biosimilar": "Biosimilaire", "reference": "Médicament de référence"}),
            _BOXES,
            _measure("biosimilar_boxes", "Boîtes de biosimilaires", "count"),
            _BASE,
            _measure("amount", "Montant remboursé"),
            _PREVIOUS,
            _GROWTH,
        ),
    ),
    growths=(_AMOUNT_GROWTH,),
    parts=(PartOf(part="biosimilar_boxes", whole="boxes"), _REIMBURSED),
)  # fmt: skip

_EZETIMIBE = Extract(
    schema=TableSchema(
        code="ezetimibe", label="Ézétimibe", columns=(*_HOSPITAL, _CIP, _LABEL, _BOXES, *_SPENDING, _BASE)
    ),
    growths=(_AMOUNT_GROWTH,),
    parts=(_REIMBURSED,),
)  # fmt: skip


def _rated(
    code: str, label: str, what: tuple[ColumnSchema, ...], whole: tuple[str, str], part: tuple[str, str], rate: str
) -> Extract:
    """Return an extract that gives a whole, a part of it and their rate, perhaps of the year before too."""
    columns: list[ColumnSchema] = [*_HOSPITAL, *what]
    parts: list[PartOf] = []
    shares: list[Share] = []
    for prefix, suffix in (("", ""), ("previous_", ", période précédente")):
        names = {"whole": prefix + whole[0], "part": prefix + part[0]}
        columns += [
            _measure(names["whole"], whole[1] + suffix, "count", expected=not prefix),
            _measure(names["part"], part[1] + suffix, "count", expected=not prefix),
            ColumnSchema(
                code=f"{prefix}rate", label=rate + suffix, kind="rate", expected=False, minimum=_ZERO, maximum=_ONE
            ),
        ]
        parts.append(PartOf(**names))
        shares.append(Share(column=f"{prefix}rate", **names))
    schema = TableSchema(code=code, label=label, columns=tuple(columns))
    return Extract(schema=schema, parts=tuple(parts), shares=tuple(shares))


_EXAMS = _rated(
    "epa",
    "Examens pré-anesthésiques",
    (
        _choice("exam", "Examen", {
            "haemostasis": "Hémostase", "blood_group": "Groupe sanguin", "ionogram": "Ionogramme",
            "efr": "Explorations fonctionnelles respiratoires", "other": "Autre examen",
        }),
    ),
    ("surgeries", "Interventions dans le champ"),
    ("surgeries_with_exam", "Interventions avec un examen non pertinent"),
    "Taux d’examens non pertinents",
)  # fmt: skip
_HEART_FAILURE = _rated(
    "rehospitalisation_ic",
    "Réhospitalisations pour insuffisance cardiaque",
    (),
    ("index_stays", "Séjours index"),
    ("readmitted_stays", "Séjours suivis d’une réhospitalisation dans les 90 jours"),
    "Taux de réhospitalisation à 90 jours",
)
_DAY_SURGERY = _rated(
    "chirurgie_ambulatoire",
    "Chirurgie ambulatoire",
    (ColumnSchema(code="act_family", label="Famille d’actes", kind="text", expected=False),),
    ("surgical_stays", "Séjours de chirurgie"),
    ("outpatient_stays", "Séjours sans nuit"),
    "Taux de chirurgie ambulatoire",
)

EXTRACTS: Mapping[str, Extract] = {
    extract.schema.code: extract
    for extract in (
        _TRANSPORT, _IPP, _PERFADOM, _DRESSINGS, _GENERICS, _BIOSIMILARS, _EZETIMIBE, _EXAMS, _HEART_FAILURE, _DAY_SURGERY,
    )
}  # fmt: skip
"""The extracts, by code."""

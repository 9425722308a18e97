"""The first sheet of every form: who answers, for which hospital and which period."""

from caqes_eval.intake.forms.form import Sheet
from caqes_eval.intake.tables.schema import ColumnSchema, TableSchema

CODE = "identification"

_IDENTITY = (
    ColumnSchema(
        code="finess", label="FINESS de l’établissement évalué", kind="finess", required=True, prefilled=True,
        synonyms=("FINESS",), help="Le numéro sous lequel l’établissement est suivi dans la campagne.",
    ),
    ColumnSchema(code="name", label="Raison sociale", kind="text", required=True, prefilled=True),
    ColumnSchema(code="city", label="Ville", kind="text", prefilled=True),
    ColumnSchema(
        code="finess_ej", label="FINESS juridique (EJ)", kind="finess", prefilled=True, synonyms=("FINESS EJ",),
        help="Neuf caractères, zéro de tête compris.",
    ),
    ColumnSchema(
        code="finess_et", label="FINESS géographique (ET)", kind="finess", prefilled=True, synonyms=("FINESS ET",),
        help="Neuf caractères, zéro de tête compris. Laissez vide si la réponse porte sur plusieurs sites.",
    ),
    ColumnSchema(
        code="period", label="Période", kind="period", required=True, prefilled=True, synonyms=("Semestre", "Année"),
    ),
)  # fmt: skip
_SENDER = (
    ColumnSchema(
        code="contact_name", label="Référent : nom", kind="text", help="La personne à joindre si une réponse est à préciser."
    ),
    ColumnSchema(code="contact_email", label="Référent : mél", kind="text"),
    ColumnSchema(code="contact_phone", label="Référent : téléphone", kind="text"),
    ColumnSchema(code="sent_on", label="Date d’envoi", kind="date", help="Le jour où vous renvoyez le classeur."),
    ColumnSchema(
        code="correction", label="Correction à signaler", kind="text",
        help="Si une information grisée ci-dessus est fausse, écrivez ici la bonne.",
    ),
)  # fmt: skip


def identification(*questions: ColumnSchema) -> Sheet:
    """Return the sheet, with the questions a form adds to it."""
    return Sheet(
        schema=TableSchema(
            code=CODE, label="Identification", columns=(*_IDENTITY, *_SENDER, *questions), transposed=True
        ),
        guidance="Les cases grises sont déjà remplies. Complétez les autres.",
        records=1,
    )

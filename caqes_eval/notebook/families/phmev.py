"""What the pages of generics and biosimilars share: the source that decides, what it leaves out, the products met."""

from caqes_eval.families.advice import top_products
from caqes_eval.families.biosimilars.extract import READER as BIOSIMILARS
from caqes_eval.families.generics.extract import READER as GENERICS
from caqes_eval.families.phmev import NAMES, Prescriptions, Reader, prescriptions, witness
from caqes_eval.families.products import boxes, perimeter
from caqes_eval.families.result import IndicatorResult
from caqes_eval.foundation import french
from caqes_eval.notebook import values
from caqes_eval.notebook.blocks import Block, Column, folded, sentences, table
from caqes_eval.notebook.evaluation import Evaluation
from caqes_eval.regulation.parameters.shown import PRODUCT_STATUS_WORDS

PRODUCTS_SHOWN = 10
STATUS_WORDS = {
    **PRODUCT_STATUS_WORDS,
    "repertoire": "du répertoire, type non donné",
    "undecided": "indécis",
    "ambiguous": "ambigu",
    "absent": "absent de la base",
}


def reader(evaluation: Evaluation) -> Reader:
    """Return how the family of an evaluation reads its extract."""
    return BIOSIMILARS if evaluation.family.code == "biosimilars" else GENERICS


def decided_on(evaluation: Evaluation) -> Prescriptions:
    """Return the products that decide of the rates of the year."""
    return prescriptions(evaluation.case, reader(evaluation))


def perimeter_table(evaluation: Evaluation) -> Block:
    """What the rates rest on and what they leave out."""
    found = decided_on(evaluation)
    if found.lacking:
        return sentences([], empty=f"Aucune donnée à décrire : {found.lacking}")
    return _of_open_phmev(found) if found.origin == "open_phmev" else _of_extract(found)


def _of_open_phmev(found: Prescriptions) -> Block:
    left_out = perimeter(found.products)
    columns = [Column("Périmètre"), Column("Boîtes", "figures"), Column("Remboursé", "figures")]
    rows = [
        ["Médicaments identifiés", french.number(left_out.identified_boxes), french.cents(left_out.identified_cents)],
        [
            "Non restitué (secret statistique), hors des taux",
            french.number(left_out.not_released_boxes),
            french.cents(left_out.not_released_cents),
        ],
        ["Honoraires de dispensation, hors des boîtes", french.ABSENT, french.cents(left_out.fee_cents)],
        [
            "Part non restituée",
            french.percent(left_out.not_released_box_share),
            french.percent(left_out.not_released_share),
        ],
    ]
    if left_out.undecided_boxes:
        name = "dont absents ou ambigus dans la base publique, hors des taux du répertoire"
        rows.insert(1, [name, french.number(left_out.undecided_boxes), french.ABSENT])
    return table("Ce que les taux comptent, et ce qu’ils laissent", columns, rows)


def _of_extract(found: Prescriptions) -> Block:
    products = found.products
    columns = [Column("Périmètre"), Column("Boîtes", "figures"), Column("Remboursé", "figures")]
    rows = []
    for status in sorted({str(each) for each in products["status"]}, key=list(STATUS_WORDS).index):
        cents = list(products.loc[products["status"] == status, "reimbursed_cents"])
        amount = french.ABSENT if None in cents else french.cents(sum(int(each) for each in cents))
        rows.append([french.capital(STATUS_WORDS[status]), french.number(boxes(products, status)), amount])
    if not rows:
        return sentences([], empty="L’extraction est déclarée vide : aucune boîte.")
    return table("Ce que l’extraction de l’Assurance maladie compte", columns, rows)


def witness_table(evaluation: Evaluation) -> Block:
    """The rates of the source that decides beside those of the other, and the gap between them."""
    other = witness(evaluation.case, reader(evaluation))
    found = decided_on(evaluation)
    if other is None:
        name = NAMES[found.origin]
        return sentences([], empty=f"Source des taux : {name}. Aucune autre source à lui comparer pour l’année.")
    by_code = {result.indicator: result for result in evaluation.result.results}
    rows = [_gap(by_code[first], by_code[second]) for first, second in _pairs(by_code)]
    columns = [
        Column("Taux"),
        Column(f"{french.capital(NAMES[found.origin])} (décide)", "figures"),
        Column(f"{french.capital(NAMES[other.origin])} (témoin)", "figures"),
        Column("Écart", "figures"),
    ]
    return table("Deux sources, un même taux", columns, rows)


def _pairs(by_code: dict[str, IndicatorResult]) -> list[tuple[str, str]]:
    """Return the codes of each rate and of its witness (``generics.repertoire_rate``, ``generics.witness_repertoire_rate``)."""
    witnesses = [code for code in by_code if ".witness_" in code]
    return [(code.replace(".witness_", "."), code) for code in witnesses if code.replace(".witness_", ".") in by_code]


def _gap(first: IndicatorResult, second: IndicatorResult) -> list[str]:
    known = first.value is not None and second.value is not None
    gap = french.points(second.value - first.value) if known else french.ABSENT  # type: ignore[operator]
    return [first.label, values.value(first), values.value(second), gap]


def top_products_table(evaluation: Evaluation, *statuses: str) -> Block:
    """The products of some statuses with the most boxes."""
    products = decided_on(evaluation).products
    words = " ou ".join(STATUS_WORDS[status] for status in statuses)
    counted: list[tuple[int, list[str]]] = []
    for status in statuses:
        for product in top_products(products, status, PRODUCTS_SHOWN).itertuples():
            count = int(str(product.boxes))
            cells = [str(product.label), str(product.atc5_label), STATUS_WORDS[status], str(product.cip13)]
            counted.append((count, [*cells, french.number(count)]))
    if not counted:
        return sentences([], empty=f"Aucun produit « {words} » dans les données de l’établissement.")
    counted.sort(key=lambda row: (-row[0], row[1]))
    columns = [
        Column("Produit"),
        Column("Molécule"),
        Column("Statut"),
        Column("CIP13", "code"),
        Column("Boîtes", "figures"),
    ]
    kept = [position for position in range(len(columns)) if columns[position].heading != "Statut" or len(statuses) > 1]
    rows = [[cells[position] for position in kept] for _, cells in counted[:PRODUCTS_SHOWN]]
    shown = table(f"Produits les plus prescrits ({words})", [columns[position] for position in kept], rows)
    return folded(f"Produits les plus prescrits ({words}) : {len(rows)}", shown)

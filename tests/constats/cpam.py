"""Extracts of the health insurance and the mappings that read them."""

from collections.abc import Callable, Iterable
from pathlib import Path

from caqes_eval.foundation.errors import ParameterFileError
from caqes_eval.foundation.findings import Finding
from caqes_eval.intake.cpam import read_extract
from caqes_eval.intake.cpam.choice import choose_mapping
from caqes_eval.intake.cpam.faults import FAULTS
from caqes_eval.intake.workbooks import open_workbook
from tests.constats.model import Example, Room
from tests.unit.intake.cpam_files import AJACCIO, MAPPINGS, NICE, own, workbook

_HEAD = ["FINESS", "Boîtes", "Montant", "Montant N-1", "Évolution", "Base de remboursement"]
_LINE = [NICE, 10, "105,00", "100,00", "5 %", "120,00"]
Produce = Callable[[Path], Iterable[Finding]]


def _read(*rows: list[object], **sheets: list[list[object]]) -> Produce:
    content = {**({"IPP": list(rows)} if rows else {}), **sheets}
    return lambda folder: read_extract(workbook(folder / "extrait_ipp.xlsx", **content), MAPPINGS["ipp"]).findings


def _changed(place: int, value: object) -> Produce:
    return _read(_HEAD, [*_LINE[:place], value, *_LINE[place + 1 :]])


def _centimes(folder: Path) -> Iterable[Finding]:
    rows = [["FINESS", "Boîtes", "Montant remboursé"], [NICE, 10, (12.5, '#,##0.00 "€"')]]
    mapping = own(folder, "  amount: {unit: centimes}\n")
    return read_extract(workbook(folder / "extrait_ipp.xlsx", IPP=rows), mapping).findings


def _misspelt(folder: Path) -> Iterable[Finding]:
    try:
        own(folder, "  name:\n    headings: [Nom]\n")
    except ParameterFileError as error:
        return error.findings
    return ()


def _chosen(*rows: list[object], sheet: str = "Feuil1") -> Produce:
    def produce(folder: Path) -> Iterable[Finding]:
        opened = open_workbook(workbook(folder / "extraction.xlsx", **{sheet: list(rows)}))
        fault = choose_mapping(opened.sheets, MAPPINGS.values(), file="extraction.xlsx").fault
        return [fault] if fault else []

    return produce


def _rate(folder: Path) -> Iterable[Finding]:
    rows = [["FINESS", "Examen", "Interventions", "Dont avec examen", "Taux"], [NICE, "Ionogramme", 300, 100, "34 %"]]
    return read_extract(workbook(folder / "extrait_epa.xlsx", EPA=rows), MAPPINGS["epa"]).findings


ROOM = Room(
    title="Extraits de l’Assurance maladie",
    about="Ici, presque toujours, un extrait IPP. Les écarts que l’arrondi des chiffres explique ne sont pas signalés.",
    codes=(*FAULTS, "correspondance"),
    examples=(
        Example("extrait_inconnu", "Un tableau sans rapport", _chosen(["Agent", "Jours"], ["x", 3])),
        Example("extrait_ambigu", "Ni la feuille ni le fichier ne dit l’extrait", _chosen(["FINESS", "Boîtes", "Montant"], [NICE, 1, 2])),
        Example("extrait_taux", "Taux d’une autre ligne", _rate),
        Example("extrait_introuvable", "Un autre fichier", _read(Notes=[["Bonjour"]])),
        Example("extrait_feuilles", "Deux feuilles au nom inconnu", _read(Feuil1=[_HEAD, _LINE], Feuil2=[_HEAD, _LINE])),
        Example("extrait_autre_feuille", "Une seule feuille, au nom inconnu", _read(Feuil1=[_HEAD, _LINE])),
        Example("extrait_feuille_ignoree", "Un brouillon à côté", _read(_HEAD, _LINE, Brouillon=[_HEAD, _LINE])),
        Example("extrait_correspondance", "Extrait lu avec la correspondance livrée", _read(_HEAD, _LINE)),
        Example("extrait_sans_mesure", "Ni quantité ni montant", _read(["FINESS", "Année"], [NICE, 2024])),
        Example("extrait_sans_etablissement", "Nom sans FINESS", _read(["Établissement", "Boîtes"], ["CHU", 10])),
        Example("extrait_unite", "Euros dans une colonne annoncée en centimes", _centimes),
        Example("extrait_doublon", "Même établissement deux fois", _read(_HEAD, _LINE, _LINE)),
        Example("extrait_total", "Total mal copié", _read(_HEAD, _LINE, [AJACCIO, *_LINE[1:]], ["Total", 30])),
        Example("extrait_evolution", "Évolution d’une autre année", _changed(4, "7 %")),
        Example("extrait_partie", "Remboursé plus que la base", _changed(5, "99,00")),
        Example("correspondance", "Titre de colonne qui désigne un patient", _misspelt),
    ),
)  # fmt: skip

"""Files that cannot be opened, and what is to be said of those that can."""

import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from unittest.mock import patch

from openpyxl import Workbook

from caqes_eval.foundation.findings import Finding
from caqes_eval.intake.workbooks import Correction, limits, open_workbook, remarks, repaired
from caqes_eval.intake.workbooks.binary import read_binary
from caqes_eval.intake.workbooks.faults import FAULTS
from tests.constats.model import Example, Room
from tests.unit.intake.workbook_files import compound, raw_xlsx, replaced, saved, xls, xlsx

Writer = Callable[[Path], Path]


def _opened(write: Writer) -> Callable[[Path], Iterable[Finding]]:
    return lambda folder: open_workbook(write(folder)).findings


def _bytes(name: str, content: bytes) -> Callable[[Path], Iterable[Finding]]:
    def write(folder: Path) -> Path:
        (folder / name).write_bytes(content)
        return folder / name

    return _opened(write)


def _zip(name: str, part: str, content: bytes = b"x") -> Callable[[Path], Iterable[Finding]]:
    def write(folder: Path) -> Path:
        with zipfile.ZipFile(folder / name, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(part, content)
        return folder / name

    return _opened(write)


def _too_big(folder: Path) -> Path:
    path = folder / "extrait.xlsx"
    with path.open("wb") as stream:
        stream.truncate(limits.FILE_BYTES + 1_000_000)
    return path


def _many_parts(folder: Path) -> Path:
    with zipfile.ZipFile(folder / "recueil.xlsx", "w") as archive:
        for number in range(limits.ENTRIES + 1):
            archive.writestr(str(number), b"")
    return folder / "recueil.xlsx"


def _sheets(folder: Path) -> Path:
    book = Workbook()
    for number in range(limits.SHEETS):
        book.create_sheet(f"F{number}")
    return saved(book, folder / "recueil.xlsx")


def _hidden(folder: Path) -> Path:
    book = Workbook()
    book.active.append(["FINESS", "Montant"])
    book.active.append(["060785011", 12])
    book.active.row_dimensions[2].hidden = True
    book.active.column_dimensions["B"].hidden = True
    book.create_sheet("Brouillon").append(["x"])
    book["Brouillon"].sheet_state = "hidden"
    return saved(book, folder / "recueil.xlsx")


def _many_formulas(folder: Path) -> Iterable[Finding]:
    path = xlsx(folder / "recueil.xlsx", *[["=1+1"]] * 5)
    with patch.object(remarks.limits, "CELLS_TOLD", 2):
        return read_binary(path, path.name).findings


def _corrected(address: str) -> Callable[[Path], Iterable[Finding]]:
    def produce(folder: Path) -> Iterable[Finding]:
        path = xlsx(folder / "recueil.xlsx", ["FINESS", "Niveau"], ["060785011", "Cancr"])
        by = "Accepté par A. Lenoir le 03/04/2026 : vu avec le DIM"
        sheets = open_workbook(path).sheets
        return repaired(sheets, {("Feuille", address): Correction("Cancer", by)}, file=path.name)[1]

    return produce


def _with_parts(**parts: bytes) -> Writer:
    named = {name.replace("__", "/").replace("_dot_", "."): content for name, content in parts.items()}
    return lambda folder: replaced(xlsx(folder / "recueil.xlsm", ["FINESS"]), named)


def _row(row: int, cell: str) -> str:
    return f'<row r="{row}"><c r="{cell}"><v>1</v></c></row>'


_ENTITY = "<!DOCTYPE x [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'>]>"

ROOM = Room(
    title="Ouvrir le fichier",
    about="Un fichier qui ne s’ouvre pas n’empêche jamais de lire les autres.",
    codes=FAULTS,
    examples=(
        Example("fichier_absent", "Fichier effacé ou déplacé", _opened(lambda folder: folder / "recueil.xlsx")),
        Example("fichier_vide", "Fichier de zéro octet", _bytes("recueil.xlsx", b"")),
        Example("fichier_trop_gros", "Fichier de 51 Mo", _opened(_too_big)),
        Example("fichier_verrou", "Trace d’Excel jointe au lieu du classeur", _bytes("~$recueil.xlsx", b"\x05Jean")),
        Example("fichier_html", "Page web renommée en .xls", _bytes("export.xls", b"<!DOCTYPE html><html></html>")),
        Example("fichier_xml", "Fichier XML renommé en .xls", _bytes("export.xls", b"<?xml version='1.0'?><Workbook/>")),
        Example("fichier_autre", "PDF renommé en .xlsx", _bytes("recueil.xlsx", b"%PDF-1.7")),
        Example("fichier_xlsb", "Classeur binaire", _zip("recueil.xlsb", "xl/workbook.bin")),
        Example(
            "mot_de_passe", "Classeur protégé par un mot de passe",
            _opened(lambda folder: compound(folder / "recueil.xlsx", "EncryptedPackage")),
        ),
        Example("fichier_abime", "Classeur coupé pendant l’envoi", _bytes("recueil.xlsx", b"PK\x03\x04" + b"x" * 100)),
        Example("bombe", "Archive de 2 001 éléments", _opened(_many_parts)),
        Example(
            "entites_xml", "Définitions XML qui grossissent sans fin",
            _opened(lambda folder: raw_xlsx(folder / "recueil.xlsx", "<row><c><v>&b;</v></c></row>", head=_ENTITY)),
        ),
        Example("trop_de_feuilles", "Classeur de 101 feuilles", _opened(_sheets)),
        Example(
            "trop_grand", "Une cellule remplie à la dernière ligne et à la dernière colonne",
            _opened(lambda folder: raw_xlsx(folder / "recueil.xlsx", _row(1, "A1") + _row(1_048_576, "XFD1048576"))),
        ),
        Example(
            "ouverture_arretee", "Feuille dont les lignes mentent sur leur place",
            _opened(lambda folder: raw_xlsx(folder / "recueil.xlsx", _row(1, "A1") + _row(2, "XFD1048576"))),
        ),
        Example("texte_illisible", "CSV dans un codage inconnu", _bytes("extrait.csv", b"a;b\nc;\x81")),
        Example("texte_guillemet", "CSV dont un guillemet n’est pas refermé", _bytes("extrait.csv", b'a;b\n"c;d\ne;f\n')),
        Example("texte_renomme", "CSV renommé en .xls", _bytes("extrait.xls", b"FINESS;Montant\n1;2\n")),
        Example("ancien_format", "Classeur d’Excel 97", _opened(lambda folder: xls(folder / "recueil.xls", ["FINESS"]))),
        Example("macros", "Classeur avec des macros", _opened(_with_parts(xl__vbaProject_dot_bin=b"x"))),
        Example(
            "liens_externes", "Classeur lié à un autre",
            _opened(_with_parts(xl__externalLinks__externalLink1_dot_xml=b"<x/>")),
        ),
        Example("commentaires", "Cellules commentées", _opened(_with_parts(xl__comments1_dot_xml=b"<x/>"))),
        Example("feuille_masquee", "Feuille masquée", _opened(_hidden)),
        Example("lignes_masquees", "Ligne masquée", _opened(_hidden)),
        Example("colonnes_masquees", "Colonne masquée", _opened(_hidden)),
        Example(
            "lignes_vides", "20 000 lignes vides mises en forme",
            _opened(lambda folder: raw_xlsx(
                folder / "recueil.xlsx",
                _row(1, "A1") + "".join(f'<row r="{row}" ht="15"/>' for row in range(2, 20_002)),
            )),
        ),
        Example(
            "formule_sans_resultat", "Formule écrite par un logiciel, jamais calculée",
            _opened(lambda folder: xlsx(folder / "recueil.xlsx", ["=1+1"])),
        ),
        Example("formules_sans_resultat", "Des milliers de telles formules", _many_formulas),
        Example("valeur_corrigee", "Une correction acceptée par « caqes accept »", _corrected("B2")),
        Example("correction_sans_cellule", "Une correction acceptée d’une cellule qui n’est plus là", _corrected("B99")),
    ),
    unshown={
        "feuille_illisible": "une feuille abîmée dans un classeur sain, aucun petit fichier n’en donne l’exemple",
        "trop_lent": "dépend de la vitesse de l’ordinateur",
    },
)  # fmt: skip

"""What the door and the register say of a file, before or instead of reading it."""

import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

from openpyxl import Workbook

from caqes_eval.campaign.receipts import Receipts
from caqes_eval.campaign.workspace import Workspace
from caqes_eval.foundation.errors import UserError
from caqes_eval.foundation.findings import Finding
from caqes_eval.intake.cross_checks.totals import read_totals
from caqes_eval.intake.door import at_the_door
from caqes_eval.intake.pieces import piece_findings
from caqes_eval.intake.workbooks import open_workbook
from caqes_eval.pipeline.collection import reading
from caqes_eval.pipeline.collection.reading import FileRead
from caqes_eval.pipeline.collection.whose import FileReceived, Given, case_of
from tests.constats.model import Example, Room
from tests.unit.intake.pmsi_files import HOSPITAL, line, write
from tests.unit.intake.workbook_files import replaced, xlsx

ROOT = Path(__file__).parents[2]
Produce = Callable[[Path], Iterable[Finding]]
Writer = Callable[[Path], Path]


def _at_door(write_file: Writer, form: str | None = "extraction_am") -> Produce:
    def produce(folder: Path) -> Iterable[Finding]:
        path = write_file(folder)
        try:
            return at_the_door(path, path.read_bytes(), form=form).findings
        except UserError as refused:
            return refused.findings

    return produce


def _with_part(name: str, content: bytes) -> Writer:
    return lambda folder: replaced(xlsx(folder / "recueil.xlsx", ["DCI"], ["rituximab"]), {name: content})


def _pmsi(name: str = f"{HOSPITAL}.2025.3.med.txt") -> Writer:
    return lambda folder: write(folder, name, [line("fichcomp_med", 2025)])


def _text(folder: Path) -> Path:
    (folder / "note.pdf").write_bytes(b"%PDF-1.7 courrier")
    return folder / "note.pdf"


def _in_folder(folder: Path) -> Iterable[Finding]:
    path = _pmsi()(folder)
    return reading._private(FileRead(file=path, receipt=None, content=path.read_bytes()), None, year=2025)


def _given(folder: Path) -> Iterable[Finding]:
    path = xlsx(folder / "retour.xlsx", ["DCI"])
    file = FileReceived(path=path, content=b"", kept=b"", sha256="")
    case_of(file, Given(finess="99078001", form="mo_initiations", period="2025"), _campaign(), Receipts())
    return file.faults


def _campaign():
    return Workspace(ROOT).load_campaign("demo")


def _archive(*names: str) -> Produce:
    def produce(folder: Path) -> Iterable[Finding]:
        path = folder / "preuves.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for name in names:
                archive.writestr(name, b"x")
        return piece_findings(path, open_workbook(path), path.name)

    return produce


def _no_totals(folder: Path) -> Iterable[Finding]:
    book = Workbook()
    book.active.append(["Région", "Remarque"])
    book.save(folder / "totaux.xlsx")
    return read_totals(folder / "totaux.xlsx").findings


EXAMPLES = (
    Example("retour_refuse", "FINESS de huit chiffres à « caqes receive »", _given),
    Example(
        "identifiant_cache", "Numéro de sécurité sociale dans un commentaire",
        _at_door(_with_part("xl/comments1.xml", b"<t>255087505601218</t>")),
    ),
    Example("objet_insere", "Document inséré dans le classeur", _at_door(_with_part("xl/embeddings/a.docx", b"PK"))),
    Example("pmsi_attendu", "Fichier PMSI inscrit comme une extraction", _at_door(_pmsi())),
    Example("pmsi_vide_identifiants", "Fichier PMSI inscrit comme il faut", _at_door(_pmsi(), "pmsi")),
    Example("non_controle", "PDF inscrit comme preuve", _at_door(_text, "preuve")),
    Example("identifiant_pmsi", "Fichier PMSI déposé à la main dans le dossier", _in_folder),
    Example(
        "fichier_non_inscrit", "Fichier déposé à la main dans le dossier",
        lambda folder: [reading._unrecorded("recueil.xlsx", "demo")],
    ),
    Example("archive_listee", "Preuves envoyées dans une archive", _archive("plan.pdf", "compte rendu.docx")),
    Example("archive_piegee", "Archive qui écrit hors de son dossier", _archive("plan.pdf", "../../x")),
    Example("totaux_introuvables", "Tableau sans année", _no_totals),
)  # fmt: skip
ROOM = Room(
    title="Recevoir le fichier",
    about="Ce que disent « caqes receive », puis « caqes check » d’une pièce ou d’un fichier déposé à la main.",
    codes=[example.code for example in EXAMPLES],
    examples=EXAMPLES,
)

"""The bytes of a BDPM file become numbered rows: TAB, no header, no quoting, any line end seen in the wild.

Layout checked on the real files of May 2026: ``CIS_CIP_bdpm.txt`` is UTF-8 with LF (cp1252 in older copies),
``CIS_GENER_bdpm.txt`` is cp1252 with CR LF, and other files of the same producer hold CR CR LF.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from caqes_eval.foundation.errors import InputFormatError

_SITE = "base-donnees-publique.medicaments.gouv.fr, rubrique Téléchargement"
_FILE_BY_WIDTH = {
    2: "CIS_CPD_bdpm.txt",
    4: "CIS_MITM.txt",
    5: "CIS_GENER_bdpm.txt",
    8: "CIS_COMPO_bdpm.txt",
    12: "CIS_bdpm.txt",
    13: "CIS_CIP_bdpm.txt",
}


@dataclass(frozen=True)
class Layout:
    """One BDPM file.

    Attributes:
        file: its official name.
        content: what it holds, in French, for messages.
        width: how many columns each line has.
    """

    file: str
    content: str
    width: int

    def remedy(self) -> str:
        """Return what to do when the file received is not this one."""
        return f"Donnez le fichier {self.file} ({self.content}), retéléchargé sans l’ouvrir depuis {_SITE}."


PRESENTATIONS = Layout("CIS_CIP_bdpm.txt", "les présentations", 13)
GROUPS = Layout("CIS_GENER_bdpm.txt", "les groupes génériques", 5)


def rows(content: bytes, layout: Layout, shown: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the line number (the first is 1) and the cells of each line that is not blank.

    Args:
        content: the whole file.
        layout: the file expected.
        shown: how messages name the file.

    Raises:
        InputFormatError: empty, compressed, not text, cut short, another file, or a line of another width.
    """
    text = _decoded(content, layout, shown)
    expects_first = True
    # Only LF ends a line: splitlines() would also cut at the separators that free text may hold.
    for line, raw in enumerate(text.split("\n"), start=1):
        cells = raw.rstrip("\r").split("\t")
        if cells == [""]:
            continue
        if len(cells) != layout.width:
            raise (_wrong_file if expects_first else _wrong_line)(cells, line, layout, shown)
        expects_first = False
        yield line, cells


def _decoded(content: bytes, layout: Layout, shown: str) -> str:
    if not content.strip():
        raise InputFormatError(f"{shown} est vide.", remedy=layout.remedy())
    if content.startswith((b"PK\x03\x04", b"\x1f\x8b")):
        raise InputFormatError(f"{shown} est un fichier compressé ou un classeur Excel.", remedy=layout.remedy())
    if b"\0" in content:
        raise InputFormatError(f"{shown} n’est pas un fichier texte de la BDPM.", remedy=layout.remedy())
    if not content.endswith(b"\n"):
        last = content.count(b"\n") + 1
        raise InputFormatError(
            f"{shown}, ligne {last} : le fichier s’arrête au milieu d’une ligne, il est incomplet.",
            remedy=layout.remedy(),
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InputFormatError(
            f"{shown}, ligne {line} : un caractère est illisible (ni UTF-8, ni Windows-1252).", remedy=layout.remedy()
        ) from error


def _wrong_file(cells: list[str], line: int, layout: Layout, shown: str) -> InputFormatError:
    known = _FILE_BY_WIDTH.get(len(cells))
    if "cip13" in cells[0].casefold().split(";"):
        what = "est un fichier Open PHMEV"
    elif known:
        what = f"semble être {known} ({len(cells)} colonnes)"
    else:
        what = "n’est pas un fichier de la BDPM à colonnes séparées par des tabulations"
    return InputFormatError(
        f"{shown}, ligne {line} : ce fichier {what} ; {layout.file} et ses {layout.width} colonnes sont attendus.",
        remedy=layout.remedy(),
    )


def _wrong_line(cells: list[str], line: int, layout: Layout, shown: str) -> InputFormatError:
    columns = "une seule colonne" if len(cells) == 1 else f"{len(cells)} colonnes"
    return InputFormatError(
        f"{shown}, ligne {line} : {columns} au lieu de {layout.width}, la ligne est coupée ou abîmée.",
        remedy=layout.remedy(),
    )

"""Extracts and mappings written for the tests of the CPAM reader."""

from pathlib import Path

from openpyxl import Workbook

from caqes_eval.intake.cpam import ExtractMapping, load_mapping, load_mappings, read_extract

SHIPPED = Path(__file__).parents[3] / "params" / "mappings"
MAPPINGS = load_mappings(SHIPPED)
NICE, AJACCIO, BASTIA = "060785011", "2A0000014", "2B0000020"


def own(folder: Path, columns: str, extract: str = "ipp", sheets: str = "[IPP]") -> ExtractMapping:
    """A mapping of a region, whose columns are this YAML."""
    path = folder / f"{extract}.yml"
    path.write_text(
        f"extract: {extract}\nstatus: confirmed\nchecked: {{by: x, on: 2026-01-01}}\n"
        f"reference: {{title: Courrier de la CPAM, date: 2026-01-01}}\nsheets: {sheets}\ncolumns:\n{columns}",
        encoding="utf-8",
    )
    return load_mapping(path, shown_name=path.name)


def workbook(path: Path, **sheets) -> Path:
    """A workbook of sheets given as rows, a cell with its format as (value, format)."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name.replace("_", " "))
        for row in rows:
            sheet.append([value[0] if isinstance(value, tuple) else value for value in row])
            for place, value in enumerate(row, start=1):
                if isinstance(value, tuple):
                    sheet.cell(sheet.max_row, place).number_format = value[1]
    book.save(path)
    return path


def read(tmp_path, *rows, mapping=None, year=None, name="IPP"):
    """Read an extract of one sheet; findings that only say what was recognised are left out."""
    path = workbook(tmp_path / "extrait.xlsx", **{name: rows})
    return read_extract(path, mapping or MAPPINGS["ipp"], year=year)


def codes(extract) -> list[str]:
    return [finding.code for finding in extract.findings if finding.code != "extrait_correspondance"]


def only(extract, code):
    """The single finding of that code."""
    (finding,) = [finding for finding in extract.findings if finding.code == code]
    return finding

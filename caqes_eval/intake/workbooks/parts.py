"""The small parts of an xlsx: which file holds which sheet, which number format each style has."""

import posixpath
from collections.abc import Mapping

from caqes_eval.intake.workbooks.archive import Archive
from caqes_eval.intake.workbooks.xml_parts import each_element

_WORKBOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_STYLES = "xl/styles.xml"

# formats that Excel knows by number alone (ECMA-376, 18.8.30); those of dates as French Excel shows them
_BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
    14: "dd/mm/yyyy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm",
    21: "h:mm:ss", 22: "dd/mm/yyyy h:mm", 37: "#,##0;-#,##0", 38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;-#,##0.00", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mmss.0", 48: "##0.0E+0", 49: "@",
}  # fmt: skip


def sheet_parts(archive: Archive) -> dict[str, str]:
    """Return the part that holds each sheet, by name of the sheet."""
    targets: dict[str, str] = {}
    sheets: dict[str, str] = {}

    def relation(name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship":
            targets[attributes.get("Id", "")] = posixpath.normpath(
                posixpath.join("/xl", attributes.get("Target", "").replace("\\", "/"))
            ).lstrip("/")

    def sheet(name: str, attributes: dict[str, str]) -> None:
        if name == "sheet":
            sheets[attributes.get("name", "")] = attributes.get("id", "")

    for part, start in ((_RELATIONS, relation), (_WORKBOOK, sheet)):
        if part in archive:
            with archive.open(part) as stream:
                each_element(stream, start)
    return {name: targets[key] for name, key in sheets.items() if targets.get(key, "") in archive}


def counts_from_1904(archive: Archive) -> bool:
    """Return whether the days of the workbook are counted from 1904, as old Macs did."""
    found = False

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal found
        found = found or (name == "workbookPr" and attributes.get("date1904") in {"1", "true"})

    with archive.open(_WORKBOOK) as stream:
        each_element(stream, start)
    return found


def formats_by_style(archive: Archive) -> Mapping[str, str]:
    """Return the number format of each style that has one, by the number of the style."""
    written: dict[str, str] = {}
    identifiers: list[str] = []
    inside = False

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal inside
        if name == "numFmt":
            written.setdefault(attributes.get("numFmtId", ""), attributes.get("formatCode", ""))
        elif name in {"cellXfs", "cellStyles", "dxfs"}:
            inside = name == "cellXfs"
        elif name == "xf" and inside:
            identifiers.append(attributes.get("numFmtId", "0"))

    if _STYLES in archive:
        with archive.open(_STYLES) as stream:
            each_element(stream, start)
    built_in = {str(number): text for number, text in _BUILT_IN.items()}
    formats = {str(style): written.get(key) or built_in.get(key, "") for style, key in enumerate(identifiers)}
    return {style: text for style, text in formats.items() if text and text.lower() != "general"}

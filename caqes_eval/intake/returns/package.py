"""An xlsx as its parts: read within limits, changed, written back the same for the same content."""

import io
import posixpath
import zipfile
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

from caqes_eval.intake.returns.markup import UnannotatableError, outline
from caqes_eval.intake.workbooks.archive import DAMAGED, Archive
from caqes_eval.intake.workbooks.faults import RefusedError

TYPES = "[Content_Types].xml"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEADING = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_EPOCH = (1980, 1, 1, 0, 0, 0)
_DAMAGED = "il est abîmé"
NOT_EXCEL = "seul un classeur Excel .xlsx ou .xlsm peut l’être"


@dataclass(frozen=True)
class Relation:
    """A link from a part to another, or to something outside."""

    id: str
    kind: str
    target: str
    external: bool = False


class Package:
    """The parts of a workbook, by name; names do not depend on capitals.

    Args:
        content: the bytes of the file.

    Raises:
        UnannotatableError: it is not a zip, is damaged or is beyond the limits.
    """

    def __init__(self, content: bytes) -> None:
        if not content.startswith(b"PK"):
            raise UnannotatableError(NOT_EXCEL)
        try:
            Archive(io.BytesIO(content), "")
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                names = [entry for entry in archive.namelist() if not entry.endswith(("/", "\\"))]
                self._parts = {name.replace("\\", "/").lstrip("/"): archive.read(name) for name in names}
        except (RefusedError, *DAMAGED) as error:
            raise UnannotatableError(_DAMAGED) from error
        self._names = {name.lower(): name for name in self._parts}
        self._defaults: dict[str, str] = {}
        self._overrides: dict[str, str] = {}
        if TYPES not in self:
            raise UnannotatableError(NOT_EXCEL)
        for element in outline(self[TYPES]):
            kind = element.attributes.get("ContentType", "")
            if element.name == "Default":
                self._defaults[element.attributes.get("Extension", "").lower()] = kind
            elif element.name == "Override":
                self._overrides[element.attributes.get("PartName", "").lstrip("/").lower()] = kind

    def __contains__(self, part: str) -> bool:
        return part.lower() in self._names

    def __getitem__(self, part: str) -> bytes:
        if part not in self:
            raise UnannotatableError(_DAMAGED)
        return self._parts[self._names[part.lower()]]

    def get(self, part: str) -> bytes | None:
        """Return a part, ``None`` when it is not there."""
        return self._parts.get(self._names.get(part.lower(), ""))

    def __setitem__(self, part: str, content: bytes) -> None:
        self._parts[self._names.setdefault(part.lower(), part)] = content

    def drop(self, part: str) -> None:
        """Remove a part, its type and its own relations; nothing happens when it is not there."""
        for name in (part, _relations_of(part)):
            self._overrides.pop(name.lower(), None)
            if name in self:
                del self._parts[self._names.pop(name.lower())]

    def declare(self, part: str, kind: str) -> None:
        """Say what a part is."""
        self._overrides[part.lower()] = kind

    def declare_extension(self, extension: str, kind: str) -> None:
        """Say what the parts of an extension are, unless it is said already."""
        self._defaults.setdefault(extension, kind)

    def unused(self, pattern: str) -> str:
        """Return a name that no part has, from a pattern with one ``{}``."""
        return next(name for number in range(1, len(self._parts) + 2) if (name := pattern.format(number)) not in self)

    def relations(self, part: str) -> list[Relation]:
        """Return the relations of a part; those of the package for an empty name."""
        name = _relations_of(part)
        if name not in self:
            return []
        return [
            Relation(
                found.get("Id", ""),
                found.get("Type", ""),
                found.get("Target", ""),
                found.get("TargetMode") == "External",
            )
            for found in (element.attributes for element in outline(self[name]) if element.name == "Relationship")
        ]

    def target(self, part: str, relation: Relation) -> str:
        """Return the name of the part that a relation leads to."""
        folder = posixpath.dirname("/" + part)
        return posixpath.normpath(posixpath.join(folder, relation.target.replace("\\", "/"))).lstrip("/")

    def related(self, part: str, ending: str) -> str | None:
        """Return the part that the first relation of a kind leads to, ``None`` when there is none."""
        for relation in self.relations(part):
            if relation.kind.endswith(ending) and not relation.external:
                return self.target(part, relation)
        return None

    def relate(self, part: str, kind: str, to: str) -> str:
        """Add a relation to a part of the package and return its identifier."""
        relations = self.relations(part)
        taken = {relation.id for relation in relations}
        name = next(name for number in range(1, len(taken) + 2) if (name := f"rIdCaqes{number}") not in taken)
        self._write_relations(part, [*relations, Relation(name, kind, f"/{to}")])
        return name

    def cut(self, part: str, *endings: str) -> list[str]:
        """Remove the relations of some kinds with the parts they lead to, and return these."""
        relations = self.relations(part)
        gone = [relation for relation in relations if relation.kind.endswith(endings)]
        if gone:
            self._write_relations(part, [relation for relation in relations if relation not in gone])
        targets = [self.target(part, relation) for relation in gone if not relation.external]
        for target in targets:
            # what it alone leads to goes with it
            self.cut(target, "")
            self.drop(target)
        return targets

    def packed(self) -> bytes:
        """Return the file; same parts, same bytes."""
        self[TYPES] = self._types().encode()
        out = io.BytesIO()
        # the types come first, as Excel writes them
        names = sorted(self._parts, key=lambda name: name != TYPES)
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in names:
                entry = zipfile.ZipInfo(name, date_time=_EPOCH)
                entry.compress_type = zipfile.ZIP_DEFLATED
                # the system that wrote the archive is part of it
                entry.create_system = 0
                archive.writestr(entry, self._parts[name])
        return out.getvalue()

    def _types(self) -> str:
        defaults = "".join(
            f"<Default Extension={quoteattr(extension)} ContentType={quoteattr(kind)}/>"
            for extension, kind in self._defaults.items()
        )
        overrides = "".join(
            f"<Override PartName={quoteattr('/' + self._names[name])} ContentType={quoteattr(kind)}/>"
            for name, kind in self._overrides.items()
            if name in self._names
        )
        return f'{_HEADING}<Types xmlns="{_PACKAGE}/content-types">{defaults}{overrides}</Types>'

    def _write_relations(self, part: str, relations: list[Relation]) -> None:
        written = ""
        for relation in relations:
            mode = ' TargetMode="External"' if relation.external else ""
            written += (
                f"<Relationship Id={quoteattr(relation.id)} Type={quoteattr(relation.kind)} "
                f"Target={quoteattr(relation.target)}{mode}/>"
            )
        root = f'<Relationships xmlns="{_PACKAGE}/relationships">'
        self[_relations_of(part)] = f"{_HEADING}{root}{written}</Relationships>".encode()


def _relations_of(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")

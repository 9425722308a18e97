"""From the published CSV to a Parquet file sorted by establishment: once per file, then never again."""

import tempfile
from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from caqes_eval.foundation.errors import InputFormatError, InputValueError, OutputError
from caqes_eval.foundation.files import sha256_file
from caqes_eval.foundation.findings import Finding
from caqes_eval.foundation.french import plural
from caqes_eval.intake.open_phmev.checks import unknown_top_gen, value_faults, values_seen
from caqes_eval.intake.open_phmev.inspection import Inspection, inspect
from caqes_eval.intake.open_phmev.layout import Layout, read_layout
from caqes_eval.intake.open_phmev.loading import load
from caqes_eval.intake.open_phmev.plausibility import plausibility_findings
from caqes_eval.intake.open_phmev.sidecar import READER_VERSION, Sidecar, parquet_path, read_sidecar, write_sidecar

# duckdb takes about twice its limit here, arrow and Python the rest: under 900 MB in all for 3.5 M rows.
_MEMORY_LIMIT = "400MB"
_THREADS = 2
_ROW_GROUP = 50_000  # about 16 establishments of 3,000 rows: one is read from one or two groups

_CENTS = "CAST(CAST(replace(replace({0}, '.', ''), ',', '.') AS DECIMAL(18, 2)) * 100 AS BIGINT)"
_TYPED = f"""
    CREATE VIEW typed AS SELECT
        etb_rgt AS finess, l_cip13 AS label, l_atc5 AS atc5_label, CAST(boites AS BIGINT) AS boxes,
        {_CENTS.format("rem")} AS reimbursed_cents, {_CENTS.format("bse")} AS base_cents,
        CASE WHEN trim(raison_sociale_etb) = '' THEN nom_etb ELSE raison_sociale_etb END AS name,
        nom_etb AS short_name, nom_ville AS city, code_postal AS postal_code, categorie_jur AS category,
        region_etb AS region, *
    FROM raw
"""  # noqa: S608 - no word from the file
_SORTED = """
    SELECT finess, cip13, label, atc5, atc5_label, top_gen, boxes, reimbursed_cents, base_cents, source_line,
           name, short_name, city, postal_code, category, region
    FROM typed ORDER BY finess, source_line
"""


@dataclass(frozen=True)
class ConvertedFile:
    """A published file, checked and converted.

    Attributes:
        parquet: the converted file, in the cache.
        name: shown name of the source, never absolute.
        sha256: digest of the bytes of the source.
        size: bytes of the source.
        rows: number of rows, the header left out.
        encoding: ``utf-8`` or ``cp1252``.
        findings: what is to be checked, or good to know; a blocking fault raises instead.
    """

    parquet: Path
    name: str
    sha256: str
    size: int
    rows: int
    encoding: str
    findings: tuple[Finding, ...]


def convert(source: Path, *, cache: Path, top_gen_codes: Collection[str], shown_name: str) -> ConvertedFile:
    """Check a published Open PHMEV file and convert it, or find it converted already.

    Args:
        source: the CSV file, as downloaded.
        cache: folder of converted files, made when absent; a fifth of the size of the source must be free.
        top_gen_codes: the codes of TOP_GEN known for the year evaluated; checked on every call.
        shown_name: name of the source in messages, never absolute.

    Raises:
        InputMissingError: the source is absent, a folder, or not readable.
        InputFormatError: it is not the expected CSV, with every fault of its header or of its lines.
        InputValueError: values are damaged, with every kind of fault per column.
        OutputError: the cache cannot be written.
    """
    inspection = inspect(source, shown_name)
    parquet = parquet_path(cache, inspection.sha256)
    sidecar = read_sidecar(parquet, inspection.sha256, shown_name)
    if sidecar is None:
        sidecar = _convert_anew(source, inspection, parquet, top_gen_codes, shown_name)
    _refuse(unknown_top_gen(sidecar.top_gen, top_gen_codes, sidecar.top_gen_column, shown_name), shown_name)
    return ConvertedFile(
        parquet=parquet,
        name=shown_name,
        sha256=sidecar.sha256,
        size=sidecar.size,
        rows=sidecar.rows,
        encoding=sidecar.encoding,
        findings=sidecar.findings,
    )


def _convert_anew(
    source: Path, inspection: Inspection, parquet: Path, top_gen_codes: Collection[str], file: str
) -> Sidecar:
    """Work in a folder of the cache that is removed whatever happens; the record comes last."""
    layout = read_layout(inspection.header, file)
    try:
        parquet.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=parquet.parent, prefix=".conversion-") as folder:
            converted = Path(folder) / parquet.name
            with _database(Path(folder)) as connection:
                rows = load(connection, source, inspection, layout)
                _refuse_changed(source, inspection, file)
                sidecar = _judged(connection, inspection, layout, rows, top_gen_codes)
                connection.sql(_SORTED).write_parquet(str(converted), compression="zstd", row_group_size=_ROW_GROUP)
            sidecar = replace(sidecar, parquet_sha256=sha256_file(converted))
            converted.replace(parquet)
    except (OSError, duckdb.OperationalError) as error:
        raise OutputError(
            f"La conversion de {file} n’a pas pu être menée à bout.",
            remedy="Vérifiez la place sur le disque, la mémoire libre et vos droits sur le dossier du cache, "
            "puis relancez.",
        ) from error
    write_sidecar(parquet, sidecar)
    return sidecar


def _judged(
    connection: duckdb.DuckDBPyConnection,
    inspection: Inspection,
    layout: Layout,
    rows: int,
    top_gen_codes: Collection[str],
) -> Sidecar:
    """Refuse damaged values, then give the table its types and keep what is to be checked."""
    codes, column = values_seen(connection, "top_gen"), layout.written("top_gen")
    if faults := value_faults(connection, layout):
        # A code unknown this year alone does not prevent the conversion, which may serve another year's rules.
        _refuse([*faults, *unknown_top_gen(codes, top_gen_codes, column, layout.file)], layout.file)
    connection.execute(_TYPED)
    return Sidecar(
        reader=READER_VERSION,
        sha256=inspection.sha256,
        size=inspection.size,
        encoding=inspection.encoding,
        rows=rows,
        parquet_sha256="",
        top_gen_column=column,
        top_gen=codes,
        findings=plausibility_findings(connection, inspection, layout),
    )


def _database(folder: Path) -> duckdb.DuckDBPyConnection:
    """Open a database on disk: the table of texts is larger than the memory allowed."""
    return duckdb.connect(
        folder / "conversion.duckdb",
        config={
            "memory_limit": _MEMORY_LIMIT,
            "threads": _THREADS,
            "temp_directory": str(folder / "spill"),
            "preserve_insertion_order": False,  # every row bears its line, and the result is sorted
            "autoinstall_known_extensions": False,  # no network at run time
        },
    )


def _refuse_changed(source: Path, inspection: Inspection, file: str) -> None:
    """The digest and the rows come from two readings: they must be of the same file."""
    now = source.stat()
    if (now.st_size, now.st_mtime_ns) != (inspection.size, inspection.modified):
        raise InputFormatError(
            f"{file} a changé pendant sa lecture.",
            remedy="Attendez la fin de sa copie ou de son téléchargement, puis relancez.",
        )


def _refuse(faults: list[Finding], file: str) -> None:
    if not faults:
        return
    kinds = plural(len(faults), "défaut à corriger", "défauts à corriger")
    raise InputValueError(
        f"{file} : {kinds}.", remedy="Corrigez ou retéléchargez le fichier, puis relancez.", findings=faults
    )

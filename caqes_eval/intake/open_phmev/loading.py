"""From the text file to a table of texts, every row with its line number; nothing is interpreted yet."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
from pyarrow import csv as arrow_csv

from caqes_eval.foundation.errors import InputFormatError
from caqes_eval.intake.open_phmev.inspection import Inspection
from caqes_eval.intake.open_phmev.layout import DOWNLOAD_AGAIN, NEEDED, SEPARATOR, Layout
from caqes_eval.intake.open_phmev.structure import check_lines

_BLOCK = 1 << 22
_FIRST_LINE = 2  # the header is line 1
_COLUMNS = tuple(name.casefold() for name in NEEDED)


def load(connection: duckdb.DuckDBPyConnection, source: Path, inspection: Inspection, layout: Layout) -> int:
    """Fill the table ``raw``: the needed columns as texts, named in lower case, and ``source_line``.

    pyarrow reads, because the CSV reader of duckdb refuses the bytes 0x80 to 0x9F (’ œ €) of a cp1252 file; it also
    gives the rows in the order of the file, so counting them gives the line.

    Returns:
        The number of rows.

    Raises:
        InputFormatError: lines that do not follow the header, or no line at all.
    """
    if inspection.lines < _FIRST_LINE:
        raise _no_row(layout.file)
    schema = pa.schema([*((name, pa.string()) for name in _COLUMNS), ("source_line", pa.int64())])
    try:
        batches = _numbered(_open(source, inspection, layout), schema)
        reader = pa.RecordBatchReader.from_batches(schema, batches)
        connection.register("incoming", reader)
        connection.execute("CREATE TABLE raw AS SELECT * FROM incoming")
        rows = _single(connection, "SELECT count(*) FROM raw")
    except (pa.ArrowInvalid, duckdb.InvalidInputException) as error:
        check_lines(source, inspection, layout)
        raise _not_readable(layout.file) from error
    # An empty line or a line break between quotes would shift every number after it.
    if rows + 1 != inspection.lines and rows + 1 != check_lines(source, inspection, layout):
        raise _not_readable(layout.file)
    if not rows:
        raise _no_row(layout.file)
    return rows


def _open(source: Path, inspection: Inspection, layout: Layout) -> arrow_csv.CSVStreamingReader:
    # A column that is not needed may have any name, even none: a number takes its place.
    names = [name if name in _COLUMNS else str(position) for position, name in enumerate(layout.names)]
    return arrow_csv.open_csv(
        source,
        read_options=arrow_csv.ReadOptions(
            encoding="utf8" if inspection.encoding == "utf-8" else inspection.encoding,
            block_size=_BLOCK,
            column_names=names,
            skip_rows=1,
        ),
        parse_options=arrow_csv.ParseOptions(delimiter=SEPARATOR),
        convert_options=arrow_csv.ConvertOptions(
            include_columns=list(_COLUMNS), column_types=dict.fromkeys(_COLUMNS, pa.string())
        ),
    )


def _numbered(batches: arrow_csv.CSVStreamingReader, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    line = _FIRST_LINE
    for batch in batches:
        numbers = pa.array(np.arange(line, line + batch.num_rows, dtype=np.int64))
        yield pa.RecordBatch.from_arrays([*batch.columns, numbers], schema=schema)
        line += batch.num_rows


def _single(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    row = connection.execute(query).fetchone()
    return int(row[0]) if row else 0


def _no_row(file: str) -> InputFormatError:
    return InputFormatError(f"{file} ne contient que son en-tête.", remedy=f"Fichier incomplet : {DOWNLOAD_AGAIN}")


def _not_readable(file: str) -> InputFormatError:
    return InputFormatError(
        f"{file} n’a pas la forme d’un tableau CSV, sans que la ligne en cause soit reconnue.",
        remedy=f"Le fichier est endommagé : {DOWNLOAD_AGAIN}",
    )

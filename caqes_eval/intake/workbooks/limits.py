"""How far a file received may go before it is refused: one place, and the reason of each limit.

The largest file expected is a sheet of 100,000 rows and some 15 columns: 1.5 million cells, 60 MB of XML, 5 MB zipped.
Measured by ``python -m benchmarks.workbooks``.
"""

FILE_BYTES = 50_000_000
"""Size of the file: ten times the largest expected."""

UNPACKED_BYTES = 250_000_000
"""Size of all parts of a zip once unpacked: four times the largest expected, read in about 3 s."""

UNPACKED_RATIO = 200
"""Unpacked size over packed size, of the whole archive: Excel writes 5 to 40; zeros reach 1,032."""

RATIO_CHECKED_FROM = 20_000_000
"""Unpacked size below which the ratio does not matter: a small sheet of equal cells packs very well."""

ENTRIES = 2_000
"""Parts of a zip: a workbook of 100 sheets with drawings has some 500."""

SHEETS = 100
"""Sheets of a workbook: the largest public one known, of ATIH, has 61 (formats.md §9)."""

CELLS = 2_000_000
"""Cells that hold something, in a whole file."""

AREA = 5_000_000
"""Cells of the rectangles that enclose them: the reader keeps every one, 32 bytes each, the empty ones too."""

MARKS = 2_500_000
"""Rows and cells described, the empty ones included: a million empty formatted rows has one million without cells."""

SECONDS = 4.0
"""Processor time to open a file, whatever its size: a busy computer refuses no file that a quiet one reads."""

SECONDS_PER_MEGABYTE = 1.0
"""Time added per megabyte: a slow computer must open the 5 MB of the largest file expected (2.5 s here)."""

BUSY = 10
"""How many times longer than its processor time an opening may last: a process that waits for ever is stopped."""

MEMORY_BYTES = 400_000_000
"""Memory of the process that opens a file, where the system can limit it (not Windows)."""

CELLS_TOLD = 1_000
"""Formulas without a result told one by one in a file; a form that nobody calculated has some hundreds."""

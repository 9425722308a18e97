"""Whole numbers in fields of fixed width, a block at a time: zeros or spaces before, a sign at times."""

import re

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Mask = NDArray[np.bool_]

_SPACE, _ZERO = 32, 48
_SIGNED = re.compile(rb" *([-+]?)([0-9]+) *")


def whole_numbers(cells: Bytes) -> tuple[NDArray[np.int64], Mask, Mask]:
    """Read a number per row.

    Args:
        cells: one field of each line, at most 18 characters wide.

    Returns:
        The numbers, which rows are blank, which hold something else than a number (both then zero).
    """
    spaces = cells == _SPACE
    blank: Mask = spaces.all(axis=1)
    before = np.logical_and.accumulate(spaces, axis=1)
    # a byte under « 0 » wraps to a great number: one comparison tells a digit
    digits = cells - np.uint8(_ZERO)
    is_digit = digits <= 9
    plain = (is_digit | before).all(axis=1) & ~blank
    powers = 10 ** np.arange(cells.shape[1] - 1, -1, -1, dtype=np.int64)
    values: NDArray[np.int64] = np.where(is_digit, digits, np.uint8(0)).astype(np.int64) @ powers
    bad: Mask = ~plain & ~blank
    values[blank | bad] = 0
    for row in np.flatnonzero(bad):
        if found := _SIGNED.fullmatch(cells[row].tobytes()):
            values[row] = -int(found[2]) if found[1] == b"-" else int(found[2])
            bad[row] = False
    return values, blank, bad

"""From a cell to a typed value: pure functions, one per kind of column, text first, nothing repaired in silence.

:func:`read` is what a reader of tables calls; it never raises.
"""

from caqes_eval.intake.values.absence import declared_absence
from caqes_eval.intake.values.content import clean, fold
from caqes_eval.intake.values.dates import date_of_serial
from caqes_eval.intake.values.expected import expected_of
from caqes_eval.intake.values.periods import Period
from caqes_eval.intake.values.reading import read

__all__ = ["Period", "clean", "date_of_serial", "declared_absence", "expected_of", "fold", "read"]

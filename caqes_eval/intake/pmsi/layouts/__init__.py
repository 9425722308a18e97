"""Every fixed-width layout that is read, by year. They are data: a new year is a new entry."""

from caqes_eval.intake.pmsi.layout import Family, Layout
from caqes_eval.intake.pmsi.layouts.fichcomp import FICHCOMP
from caqes_eval.intake.pmsi.layouts.outputs import HAD_MED, RSA_DMI, RSA_MED, SMR_MED
from caqes_eval.intake.pmsi.layouts.rsf import RSF

LAYOUTS: tuple[Layout, ...] = (*FICHCOMP, *RSA_MED, *RSA_DMI, *HAD_MED, *SMR_MED, *RSF)


def layouts_of(*families: Family) -> tuple[Layout, ...]:
    """Return the layouts of families, oldest first within each."""
    return tuple(layout for layout in LAYOUTS if layout.family in families)

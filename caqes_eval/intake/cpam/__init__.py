"""Extracts of the health insurance (CPAM): their columns are not public, so a region says how it names them."""

from caqes_eval.intake.cpam.extracts import EXTRACTS, Extract
from caqes_eval.intake.cpam.mapping import ExtractMapping, load_mapping, load_mappings
from caqes_eval.intake.cpam.reading import ExtractRead, read_extract

__all__ = ["EXTRACTS", "Extract", "ExtractMapping", "ExtractRead", "load_mapping", "load_mappings", "read_extract"]

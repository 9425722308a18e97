"""Open PHMEV: what the hospital prescribes and the town pharmacies deliver, as published by the Assurance maladie."""

from caqes_eval.intake.open_phmev.conversion import ConvertedFile, convert
from caqes_eval.intake.open_phmev.reading import establishments, read_establishment

__all__ = ["ConvertedFile", "convert", "establishments", "read_establishment"]

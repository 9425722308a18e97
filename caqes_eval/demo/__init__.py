"""Two fictitious regions, « Val-de-Brume » and « Côtes-d’Ambre »: what is published of them, and what they send.

The files in the layouts that the Assurance maladie, the BDPM and ATIH publish are made here; those that the hospitals send,
in ``collection``, which needs the forms and is imported apart.

Nothing in it is real: département 99 does not exist, no presentation sold has a CIP7 starting with 999, and brands are
invented. The names of molecules and the ATC classes are real, so that rules on them can be shown.
"""

from caqes_eval.demo.region import SEED, demo_files, write_demo

__all__ = ["SEED", "demo_files", "write_demo"]

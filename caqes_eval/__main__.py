"""``python -m caqes_eval``: the ``caqes`` command where the script is not on the path."""

from caqes_eval.cli.main import main

main()

"""Worked examples of the rules of law, in YAML: run by the tests, printed in ``docs/methode``."""

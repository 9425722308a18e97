"""Measures at real size, run by hand or by the weekly job: ``python -m benchmarks.<name>``."""

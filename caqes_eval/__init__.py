"""Reproducible evaluation of French hospital contracts (CAQES) with Jupyter notebooks."""

__version__ = "0.1.0"

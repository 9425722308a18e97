"""Biosimilars: use of biosimilars against their biological references."""

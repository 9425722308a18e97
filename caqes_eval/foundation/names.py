"""The names that files and keys may have."""

REGION_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$"
"""A region's code, which is also the name of its files: ``paca``, ``val-de-brume``."""

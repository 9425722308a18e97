"""Where the product's own templates and rules are: in the wheel, or at the top of a checkout."""

from pathlib import Path

_PACKAGE = Path(__file__).parents[1]
_CHECKOUT = {
    "templates": "notebooks/templates",
    "regulation": "params/regulation",
    "regions": "params/regions",
    "targeting": "params/targeting",
    "mappings": "params/mappings",
}


def shipped(what: str) -> Path:
    """Return the folder of ``templates``, ``regulation``, ``regions``… that came with the product."""
    in_wheel = _PACKAGE / "shipped" / what
    return in_wheel if in_wheel.is_dir() else _PACKAGE.parent / _CHECKOUT[what]

"""Rules that return no amount and no judgement, called by name as the catalogue's are: their results by name."""

from collections.abc import Callable, Mapping
from typing import Any

OTHER_RULES: Mapping[str, Callable[..., Mapping[str, Any]]] = {}

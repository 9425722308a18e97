"""Draws that give the same result on every platform and Python: integers and ``Random.getrandbits`` only."""

from collections.abc import Sequence
from random import Random
from typing import TypeVar

Item = TypeVar("Item")


def below(draw: Random, bound: int) -> int:
    """Draw an integer from 0 to ``bound`` - 1 without any floating point."""
    return draw.getrandbits(32) * bound >> 32


def one_of(draw: Random, items: Sequence[Item]) -> Item:
    """Draw an item."""
    return items[below(draw, len(items))]


def shuffled(items: Sequence[Item], draw: Random) -> list[Item]:
    """Shuffle a copy; ``Random.shuffle`` may change from one Python to the next."""
    mixed = list(items)
    for last in range(len(mixed) - 1, 0, -1):
        other = below(draw, last + 1)
        mixed[last], mixed[other] = mixed[other], mixed[last]
    return mixed


def split(total: int, weights: Sequence[int]) -> list[int]:
    """Split a total over weights, at least one each, the parts summing to the total."""
    spare, whole, parts, weighed, given = total - len(weights), sum(weights), [], 0, 0
    for weight in weights:
        weighed += weight
        up_to = spare * weighed // whole
        parts.append(1 + up_to - given)
        given = up_to
    return parts

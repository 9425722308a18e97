"""The arithmetic of a text, as an example writes it: ``0.01 * 120_000_000``, exact."""

import ast
import operator
from collections.abc import Callable, Mapping
from fractions import Fraction

_OPERATIONS: Mapping[type[ast.operator], Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_FUNCTIONS: Mapping[str, Callable[..., Fraction]] = {"min": min, "max": max}


def exact(text: str) -> Fraction:
    """Return the value of ``+ - * / ( ) min max`` on decimal numbers, without rounding.

    Raises:
        ValueError: anything else is written.
    """
    return _value(ast.parse(text.strip(), mode="eval").body, text)


def _value(node: ast.expr, text: str) -> Fraction:
    match node:
        case ast.Constant(value=int() | float()):
            # the digits as typed: a binary float would not be the number of the text
            return Fraction((ast.get_source_segment(text.strip(), node) or "").replace("_", ""))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand, text)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATIONS:
            return _OPERATIONS[type(op)](_value(left, text), _value(right, text))
        case ast.Call(func=ast.Name(id=name), args=arguments) if name in _FUNCTIONS:
            return _FUNCTIONS[name](*(_value(argument, text) for argument in arguments))
    raise ValueError(f"{text!r} is no arithmetic on numbers")

"""``python -m tests.constats``: write ``docs/constats.md`` again."""

from tests.constats.page import main

main()

"""What every notebook of ours imports, imported once where kernels are made ready ahead of need."""

import importlib
from contextlib import suppress

# matplotlib.pyplot stays out: imported before a shell exists, it would never know of it and figures would be missing
MODULES = (
    "asyncio",
    "numpy",
    "pandas",
    "matplotlib.figure",
    "matplotlib.backends.backend_agg",
    "jinja2",
    "pydantic",
    "babel.dates",
    "babel.numbers",
    "IPython.core.interactiveshell",
    "caqes_eval.notebook",
    "caqes_eval.families.registry",
)


def preload() -> None:
    """Import the modules of notebooks and do once what each would do first; what fails will fail in the notebook."""
    for name in MODULES:
        with suppress(Exception):
            importlib.import_module(name)
    for prepare in (_families, _pages, _numbers, _fonts):
        with suppress(Exception):
            prepare()


def _families() -> None:
    from caqes_eval.families.registry import families

    families()


def _pages() -> None:
    from caqes_eval.notebook.blocks import page_environment

    environment = page_environment("caqes_eval.notebook", "html")
    for name in environment.list_templates():
        environment.get_template(name)


def _numbers() -> None:
    from datetime import date

    from babel.dates import format_date
    from babel.numbers import format_decimal

    format_decimal(1234.5, locale="fr_FR")
    format_date(date(2025, 1, 1), format="long", locale="fr_FR")


def _fonts() -> None:
    from io import BytesIO

    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    canvas = Figure()
    FigureCanvasAgg(canvas)
    canvas.add_subplot().set_title("é", fontweight="bold")
    canvas.savefig(BytesIO(), format="png")

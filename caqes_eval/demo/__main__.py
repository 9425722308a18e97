"""``python -m caqes_eval.demo FOLDER`` writes the fictitious region again."""

from pathlib import Path

import click

from caqes_eval.demo.region import demo_files, write_demo
from caqes_eval.foundation.errors import UserError


@click.command(help="Écrit la région fictive du Val-de-Brume dans DOSSIER ; un fichier déjà identique est laissé.")
@click.argument("folder", metavar="DOSSIER", type=click.Path(file_okay=False, path_type=Path))
def main(folder: Path) -> None:
    """Write the region and say which files changed."""
    try:
        written = {path.name for path in write_demo(folder)}
    except UserError as error:
        click.echo(f"{error.message} {error.remedy}", err=True)
        raise SystemExit(error.exit_code) from error
    for name in demo_files():
        click.echo(f"{name} : {'écrit' if name in written else 'inchangé'}")


if __name__ == "__main__":
    main()

"""``caqes demo``: two small fictitious regions, one evaluated from end to end, both with the files they received."""

import os
from datetime import date

import click

from caqes_eval.cli.commands.run import run_and_tell
from caqes_eval.cli.options import State, jobs_option, json_option, root_option
from caqes_eval.cli.output import say


@click.command("demo")
@jobs_option
@root_option
@json_option
@click.pass_obj
def demo(state: State, /, jobs: int | None) -> int:
    """Évalue une petite région fictive, de bout en bout, et écrit les fichiers reçus de deux régions fictives."""
    from caqes_eval.demo import write_demo
    from caqes_eval.demo.campaigns import bind_campaigns
    from caqes_eval.demo.collection import write_collection
    from caqes_eval.pipeline.create import Request as Wanted
    from caqes_eval.pipeline.create import create_campaign
    from caqes_eval.pipeline.run import Request

    folder = state.root / "demo"
    write_demo(folder)
    created = create_campaign(
        state.workspace,
        Wanted(
            name="demo",
            title="Évaluation CAQES 2025, région fictive Val-de-Brume",
            year=2025,
            phmev={2025: folder / "OPEN_PHMEV_2025.CSV", 2024: folder / "OPEN_PHMEV_2024.CSV"},
            bdpm=(folder / "CIS_CIP_bdpm.txt", folder / "CIS_GENER_bdpm.txt", date(2026, 1, 5)),
            evaluation_date=date(2026, 3, 31),
            replace=True,
        ),
    )
    bind_campaigns(state.workspace, created.campaign)
    write_collection(state.root)
    code = run_and_tell(state, Request(name="demo", jobs=jobs or os.cpu_count() or 1))
    if not state.as_json and code == 0:
        workspace = state.workspace
        say("À voir :")
        say(f"  • {workspace.reports('demo') / 'index.html'}, dans un navigateur : les rapports et la synthèse ;")
        say(
            f"  • {workspace.runs('demo')}, dans JupyterLab (« jupyter lab ») : les notebooks exécutés, avec leurs données ;"
        )
        say(
            f"  • {state.root / 'received' / 'demo' / 'LISEZ-MOI.md'} : les fichiers que les établissements ont envoyés, et ceux "
            "qui sont abîmés exprès ; une seconde région est dans received/demo-ambre ;"
        )
        say("  • « caqes status demo --on 2026-05-31 » : qui devait envoyer quoi, et ce qui manque.")
    return code

"""``caqes run --explain`` on screen: the reasons grouped, a few dossiers of each; everything in ``--json``."""

from caqes_eval.cli.options import State
from caqes_eval.cli.output import indented, print_json, say
from caqes_eval.foundation.french import plural
from caqes_eval.pipeline.explain import Explanation, explain
from caqes_eval.pipeline.run import Request

GROUPS_SHOWN = 15
DOSSIERS_SHOWN = 3


def explain_and_tell(state: State, asked: Request) -> int:
    """Tell what a run would execute and why; return the exit code."""
    found = explain(state.workspace, asked)
    if state.as_json:
        print_json({**found.as_record(), "exit_code": 0})
    else:
        _tell(found)
    return 0


def _tell(found: Explanation) -> None:
    to_run = len(found.to_run)
    if not to_run:
        say(f"Campagne « {found.campaign} » : rien à exécuter, {_dossiers(len(found.verdicts))} à jour.")
        return
    standing = len(found.verdicts) - to_run
    say(f"Campagne « {found.campaign} » : {_dossiers(to_run)} à exécuter, {standing} à jour. Rien n’a été exécuté.")
    groups = found.groups()
    for reason, keys in groups[:GROUPS_SHOWN]:
        examples = ", ".join(keys[:DOSSIERS_SHOWN]) + ("…" if len(keys) > DOSSIERS_SHOWN else "")
        detail = f" ({reason.detail})" if reason.code == "altered" else ""
        indented(f"• {_dossiers(len(keys))} : {reason.text}{detail}. {examples}", 2)
    if len(groups) > GROUPS_SHOWN:
        say(
            f"  … et {plural(len(groups) - GROUPS_SHOWN, 'autre raison', 'autres raisons')} (« --json » les donne toutes)."
        )


def _dossiers(count: int) -> str:
    return plural(count, "dossier")

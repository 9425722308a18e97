"""Transport: the tables and figures of its page. Every number of a figure is in the table above it."""

from fractions import Fraction

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter

from caqes_eval.families.transport import referentials
from caqes_eval.families.transport.indicators import SHARE_AMOUNT, SHARE_TRIPS
from caqes_eval.families.transport.inputs import DECLARED, EXTRACT, GROUP_LABELS, GROUPS, LABELS
from caqes_eval.families.transport.records import Figure, number
from caqes_eval.families.transport.sources import Kind, Source, asked, declared, extracted
from caqes_eval.families.transport.spending import trajectory
from caqes_eval.foundation import french
from caqes_eval.intake.tables.cells import Absence
from caqes_eval.notebook import values
from caqes_eval.notebook.blocks import Block, Column, sentences, table
from caqes_eval.notebook.evaluation import Evaluation
from caqes_eval.notebook.figures import as_block, new_canvas

_INK = "#1b1b1b"
# grey and hatching together: the bars are told apart in black and white, on paper too
_BARS: tuple[tuple[Kind, str, str, str], ...] = (
    ("trips", "trajets", "#4a4a4a", ""), ("euros", "euros", "#dfe2e6", "////"),
)  # fmt: skip
_LEGEND: dict[Kind, str] = {"trips": "■ part des trajets", "euros": "▨ part des euros remboursés"}
_NO_SHARE = "Aucune part de l’ambulance n’est calculable : voir les résultats et les retours reçus."
_NO_MIX = "Aucun mode à montrer : voir les résultats et les retours reçus."


def sides_table(evaluation: Evaluation) -> Block:
    """The two shares of the ambulance, their side of the limit, and which one the référentiel is judged by."""
    by_code = {result.indicator: result for result in evaluation.result.results}
    shown = [by_code[code] for code in (SHARE_TRIPS, SHARE_AMOUNT) if code in by_code]
    if all(result.value is None for result in shown):
        return sentences([], empty=_NO_SHARE)
    kept, rule = referentials.share_unit(evaluation.case), referentials.threshold(evaluation.case)
    limit = french.ABSENT if rule is None else f"< {french.percent(rule.ratio)}"
    columns = [
        Column("Part de l’ambulance"), Column("Valeur", "figures"), Column("Seuil"), Column("Côté"), Column("Retenue"),
    ]  # fmt: skip
    rows = [
        [
            result.label, values.value(result), limit, _side(evaluation, result.value),
            "oui (unité proposée, à valider)" if result.indicator == kept else "non, pour information",
        ]
        for result in shown
    ]  # fmt: skip
    return table("La part de l’ambulance, dans les deux unités", columns, rows)


def _side(evaluation: Evaluation, share: Fraction | None) -> str:
    met = referentials.below(evaluation.case, share)
    return {True: "✔ sous le seuil", False: "✘ au seuil ou au-dessus", None: french.ABSENT}[met]


def mix_table(evaluation: Evaluation) -> Block:
    """Trips and euros by mode, in each source that says something."""
    known = [source for source in _sources(evaluation) if _modes(source)]
    if not known:
        return sentences([], empty=_NO_MIX)
    columns = [
        Column("Mode"), Column("Source"), Column("Trajets", "figures"), Column("Part des trajets", "figures"),
        Column("Euros remboursés", "figures"), Column("Part des euros", "figures"),
    ]  # fmt: skip
    rows = [
        [
            LABELS[mode], source.name, _count(source.trips.get(mode)), french.percent(_part(source, "trips", mode)),
            _money(source.euros.get(mode)), french.percent(_part(source, "euros", mode)),
        ]
        for source in known
        for mode in _modes(source)
    ]  # fmt: skip
    return table(f"Transports de {evaluation.case.year}, par mode", columns, rows)


def mix_figure(evaluation: Evaluation) -> Block:
    """The modes in parts of the trips and of the euros, from the extract when it tells them, else from the hospital."""
    source = next((each for each in _sources(evaluation) if _drawn(each)), None)
    if source is None:
        return sentences([], empty="Pas de figure : aucune part n’est calculable.")
    drawn = _drawn(source)
    bars = [each for each in _BARS if any(_part(source, each[0], mode) is not None for mode in drawn)]
    canvas = new_canvas(0.8 + 0.3 * len(bars) * len(drawn))
    axes = canvas.add_subplot()
    for rank, (kind, name, colour, hatch) in enumerate(bars):
        for row, mode in enumerate(drawn):
            height = row + 0.36 * (rank - (len(bars) - 1) / 2)
            _bar(axes, height, _part(source, kind, mode), colour=colour, hatch=hatch, name=name)
    _dress(axes, [LABELS[mode] for mode in drawn], [_LEGEND[kind] for kind, *_ in bars])
    alt = " ".join(f"{LABELS[mode]} : {_told(source, mode)}." for mode in drawn)
    return as_block(canvas, alt=f"{source.name}. {alt}", caption=f"Part de chaque mode en {evaluation.case.year}")


def sources_table(evaluation: Evaluation) -> Block:
    """The two sources confronted, mode by mode."""
    case = evaluation.case
    if not (asked(case, EXTRACT) and asked(case, DECLARED)):
        return sentences([], empty="Une seule des deux sources était demandée : il n’y a rien à rapprocher.")
    extract, form = _sources(evaluation)
    if extract.lacking or form.lacking:
        return sentences([], empty=f"Les deux sources ne se rapprochent pas. {extract.lacking or form.lacking}")
    columns = [
        Column("Mode"), Column("Recueil, trajets", "figures"), Column("Extraction, trajets", "figures"),
        Column("Écart", "figures"), Column("Recueil, euros", "figures"), Column("Extraction, euros", "figures"),
        Column("Écart", "figures"),
    ]  # fmt: skip
    rows = [[french.capital(GROUP_LABELS[group]), *_pair(extract, form, group)] for group in GROUPS]
    return table("Les deux sources rapprochées (les trajets partagés comptent en VSL ou en taxi)", columns, rows)


def trajectory_table(evaluation: Evaluation) -> Block:
    """The trajectory of the first generation, year by year."""
    steps = trajectory(evaluation.case)
    if not steps:
        return sentences([], empty="L’année évaluée ne relève pas de la 1re génération : pas de trajectoire.")
    columns = [
        Column("Année"), Column("Évolution admise", "figures"), Column("Trajectoire", "figures"),
        Column("Dépense", "figures"), Column("Écart", "figures"),
    ]  # fmt: skip
    rows = [
        [
            str(step.year), "départ" if step.growth is None else f"+{french.percent(step.growth)}",
            french.euros(step.allowed), french.euros(step.spent), _gap(step.spent, step.allowed),
        ]
        for step in steps
    ]  # fmt: skip
    return table("Trajectoire de 1re génération (logique du CAQOS)", columns, rows)


def _sources(evaluation: Evaluation) -> tuple[Source, Source]:
    return extracted(evaluation.case), declared(evaluation.case)


def _modes(source: Source) -> list[str]:
    """Return the modes that a source tells something of."""
    return [
        mode for mode in LABELS if any(source.told(kind).get(mode) is not None for kind in ("trips", "euros"))
    ]  # fmt: skip


def _drawn(source: Source) -> list[str]:
    return [mode for mode in _modes(source) if any(_part(source, kind, mode) is not None for kind, *_ in _BARS)]


def _part(source: Source, kind: Kind, mode: str) -> Fraction | None:
    """Return the part of a mode in all those told, None while one that should be is not known."""
    if source.gaps or source.three(kind) is None:
        return None
    told = [number(source.told(kind).get(each)) for each in _modes(source)]
    known = [each for each in told if each is not None]
    own = source.told(kind).get(mode)
    whole = sum(known, Fraction(0))
    return own / whole if isinstance(own, Fraction) and whole and len(known) == len(told) else None


def _count(figure: Figure) -> str:
    return figure.value if isinstance(figure, Absence) else french.number(figure)


def _money(figure: Figure) -> str:
    return figure.value if isinstance(figure, Absence) else french.euros(figure)


def _told(source: Source, mode: str) -> str:
    return ", ".join(
        f"{french.percent(part)} des {name}"
        for kind, name, *_ in _BARS
        if (part := _part(source, kind, mode)) is not None
    )


def _pair(extract: Source, form: Source, group: str) -> list[str]:
    cells = []
    kinds: tuple[Kind, Kind] = ("trips", "euros")
    for kind in kinds:
        ours, theirs = form.group(kind, group), extract.group(kind, group)
        shown = _count if kind == "trips" else _money
        cells += [shown(ours), shown(theirs), _gap(number(ours), number(theirs), euros=kind == "euros")]
    return cells


def _gap(ours: Fraction | None, theirs: Fraction | None, *, euros: bool = True) -> str:
    if ours is None or theirs is None:
        return french.ABSENT
    return values.changed(ours - theirs, "€" if euros else "trajet")


def _bar(axes: Axes, height: float, part: Fraction | None, *, colour: str, hatch: str, name: str) -> None:
    if part is None:
        return
    axes.barh(height, float(part), height=0.32, color=colour, edgecolor=_INK, hatch=hatch, zorder=2)
    axes.annotate(
        f"{french.percent(part)} des {name}", (float(part), height), xytext=(4, 0), textcoords="offset points",
        va="center", fontsize=9, color=_INK,
    )  # fmt: skip


def _dress(axes: Axes, labels: list[str], legend: list[str]) -> None:
    axes.set_yticks(range(len(labels)), labels, fontsize=9)
    axes.set_ylim(len(labels) - 0.4, -0.6)
    # room for the words beside the bars
    axes.set_xlim(0, 1.4)
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1])
    axes.xaxis.set_major_formatter(FuncFormatter(lambda share, _: french.percent(share, 0)))
    axes.grid(axis="x", color="#e3e6ea", linewidth=0.8)
    axes.set_axisbelow(True)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.tick_params(axis="y", length=0)
    axes.tick_params(axis="x", labelsize=9)
    axes.set_xlabel("    ".join(legend), fontsize=9, color=_INK, labelpad=8)

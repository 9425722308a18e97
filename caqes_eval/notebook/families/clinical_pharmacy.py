"""Clinical pharmacy: the sections of its page: results without their detail, rates by champ, who is eligible, what was gained."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from matplotlib.axes import Axes

from caqes_eval.families.clinical_pharmacy.indicators import PPP_COUNT, PPP_LABEL
from caqes_eval.families.clinical_pharmacy.inputs import (
    ACTIVITY,
    ASKED,
    CHAMPS,
    DIAGNOSIS,
    LABELS,
    UNITS,
    Champ,
    diagnosis,
)
from caqes_eval.families.clinical_pharmacy.inputs import champs as champs_of
from caqes_eval.families.clinical_pharmacy.judgements import NOMINATIVE_OR_PLAN
from caqes_eval.families.clinical_pharmacy.progress import GROWING, code, pair_of, two_years
from caqes_eval.families.clinical_pharmacy.rates import RATES
from caqes_eval.families.evaluation import FEW_CASES
from caqes_eval.families.result import IndicatorResult
from caqes_eval.foundation import french
from caqes_eval.notebook import values
from caqes_eval.notebook.blocks import Block, Column, sentences, table
from caqes_eval.notebook.evaluation import Evaluation
from caqes_eval.notebook.figures import as_block, dress_shares, new_canvas
from caqes_eval.notebook.sections import card

HATCHES: Mapping[str, str] = dict(zip(CHAMPS, ("////", "....", "xxxx", "----", "oooo"), strict=True))
WHOLE = "Ensemble"
_YES_NO: Mapping[bool | None, str] = {True: "oui", False: "non", None: "sans réponse"}
_INK = "#1b1b1b"
_BAR, _GAP = 0.8, 0.9  # heights, in bars


def way_of_counting(evaluation: Evaluation) -> Block:
    """The self-diagnosis, and what the establishment's software counts."""
    told = diagnosis(evaluation.case)
    if not told.received or evaluation.case.lacking(DIAGNOSIS):
        return sentences([], empty="La feuille « Autodiagnostic » n’a pas été reçue.")
    if told.conflicting:
        return sentences(
            [], empty="La feuille « Autodiagnostic » est remplie plusieurs fois, avec des réponses différentes."
        )
    entries = [
        ("Autodiagnostic de l’ANAP réalisé", _YES_NO[told.done]),
        ("Fait le", french.day(told.done_on)),
        ("Unité de compte", UNITS[told.unit] if told.unit else "sans réponse"),
        ("Séjours sans nuitée comptés", _YES_NO[told.day_cases]),
    ]
    return card(entries)


def populations_table(evaluation: Evaluation) -> Block:
    """Who is eligible in each champ, in the words of the establishment, and how completely it answered."""
    if evaluation.case.lacking(ACTIVITY) or evaluation.case.declared_empty(ACTIVITY):
        return sentences(
            [], empty=evaluation.case.lacking(ACTIVITY) or "Aucune activité, déclarée par l’établissement."
        )
    columns = [
        Column("Champ"), Column("Population cible déclarée"), Column("Séjours éligibles", "figures"),
        Column("Sorties éligibles", "figures"), Column("Lits et places", "figures"), Column("Réponses", "figures"),
        Column("Sans réponse"),
    ]  # fmt: skip
    return table(
        "Qui est éligible, et ce qui a été répondu", columns, [_population(each) for each in champs_of(evaluation.case)]
    )


def _population(champ: Champ) -> list[str]:
    if champ.absent:
        return [
            champ.code,
            "champ absent (registre)" if champ.unregistered else "champ déclaré « sans objet »",
            *[french.ABSENT] * 5,
        ]
    if champ.conflicting:
        return [champ.code, "écrit plusieurs fois, réponses différentes", *[french.ABSENT] * 5]
    missing = champ.unanswered
    named = "toutes" if len(missing) == len(ASKED) else ", ".join(LABELS[question] for question in missing)
    numbers = [_cell(champ, question) for question in ("eligible", "eligible_exit", "beds")]
    answered = f"{len(ASKED) - len(missing)} sur {len(ASKED)}"
    return [champ.code, champ.target_population or "non dite", *numbers, answered, named or "aucune"]


def _cell(champ: Champ, question: str) -> str:
    number = champ.number(question)
    if number is not None:
        return french.number(number)
    return "sans réponse" if question in champ.unanswered else "sans objet"


def by_champ_table(evaluation: Evaluation) -> Block:
    """Every rate in every champ, with its two numbers; a rate without value says why it has none."""
    by_code = {result.indicator: result for result in evaluation.result.results}
    columns = [Column("Action"), *(Column(champ, "figures") for champ in CHAMPS), Column(WHOLE, "figures")]
    rows = [
        [label, *(_rate(by_code[f"{indicator}.{champ}"]) for champ in CHAMPS), _rate(by_code[indicator])]
        for indicator, label in (*((rate.code, rate.label) for rate in RATES), (PPP_COUNT, PPP_LABEL))
    ]
    caption = f"Actions de pharmacie clinique par champ, {evaluation.inputs.context.year} : réalisés sur éligibles"
    return table(caption, columns, rows)


def _rate(result: IndicatorResult) -> str:
    if result.value is None:
        return "aucun éligible" if result.outcome == "non calculable" else result.outcome
    if result.denominator is None:
        return values.in_unit(result.value, result.unit)
    counted = f"({french.number(result.numerator)} sur {french.number(result.denominator)})"
    # the value with its interval when the cases are few
    return f"{values.value(result)} {counted}"


@dataclass(frozen=True, kw_only=True)
class _Bar:
    place: float
    champ: str
    result: IndicatorResult

    @property
    def few(self) -> bool:
        """Whether it rests on few cases: the table gives its interval."""
        return self.result.interval is not None


def by_champ_figure(evaluation: Evaluation) -> Block:
    """The rates by champ, as bars; the table above holds the same figures."""
    groups = _groups(evaluation.result.results)
    if not groups:
        return sentences([], empty="Pas de figure : aucun taux n’est calculable dans un champ.")
    count = sum(len(group) for group in groups.values())
    canvas = new_canvas(1.1 + 0.21 * (count + _GAP * len(groups)))
    axes = canvas.add_subplot()
    _draw(axes, groups)
    alt = " ".join(_in_words(label, group) for label, group in groups.items())
    drawn = dict.fromkeys(bar.champ for group in groups.values() for bar in group)
    caption = f"Taux par champ ({', '.join(drawn)}) ; chaque champ a ses hachures et son nom au bout de la barre"
    if any(bar.few for group in groups.values() for bar in group):
        caption += f" ; * moins de {FEW_CASES} cas, taux incertain"
    return as_block(canvas, alt=alt, caption=caption)


def _groups(results: Sequence[IndicatorResult]) -> dict[str, list[_Bar]]:
    """Return the bars of each rate that has one, placed from top to bottom."""
    by_code = {result.indicator: result for result in results}
    groups: dict[str, list[_Bar]] = {}
    place = 0.0
    for rate in RATES:
        found = [(champ, by_code.get(f"{rate.code}.{champ}")) for champ in CHAMPS]
        for champ, result in found:
            if result is not None and result.value is not None:
                groups.setdefault(rate.short, []).append(_Bar(place=place, champ=champ, result=result))
                place += 1
        place += _GAP if rate.short in groups else 0
    return groups


def _draw(axes: Axes, groups: Mapping[str, Sequence[_Bar]]) -> None:
    for bar in (bar for group in groups.values() for bar in group):
        share = float(bar.result.value or 0)
        axes.barh(
            [bar.place],
            [share],
            height=_BAR,
            color="white",
            edgecolor=_INK,
            linewidth=0.9,
            hatch=HATCHES[bar.champ],
            zorder=2,
        )
        axes.annotate(
            f"{bar.champ} {french.percent(bar.result.value)}{' *' if bar.few else ''}", (share, bar.place), xytext=(4, 0),
            textcoords="offset points", va="center", fontsize=8.5, color=_INK, zorder=3,
        )  # fmt: skip
    middles = [(group[0].place + group[-1].place) / 2 for group in groups.values()]
    axes.set_yticks(middles, list(groups), fontsize=9)
    last = max(bar.place for group in groups.values() for bar in group)
    axes.set_ylim(last + _GAP, -_GAP)
    # room for the names at the end of the bars
    axes.set_xlim(0, 1.25)
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1])
    dress_shares(axes)


def _in_words(label: str, bars: Sequence[_Bar]) -> str:
    told = (f"{bar.champ} {french.percent(bar.result.value)}{' (peu de cas)' if bar.few else ''}" for bar in bars)
    return f"{label} : {', '.join(told)}."


def progress_table(evaluation: Evaluation) -> Block:
    """What bilans and conciliations gained since the year before, on the champs known in both years."""
    by_code = {result.indicator: result for result in evaluation.result.results}
    known = [rate for rate in GROWING if code(rate) in by_code]
    year, pair = evaluation.case.year, pair_of(evaluation.case)
    if pair is None:
        return sentences(
            [], empty=f"L’activité {year - 1} n’est pas connue : la progression se mesurera l’an prochain."
        )
    columns = [
        Column("Action"), Column("Champs comparés"), Column(str(year - 1), "figures"), Column(str(year), "figures"),
        Column("Gain", "figures"), Column("Objectif"), Column("Résultat"), Column("À savoir"),
    ]  # fmt: skip
    rows = []
    for rate in known:
        result, both = by_code[code(rate)], two_years(pair, rate)
        rows.append(
            [
                rate.label,
                ", ".join(both.champs) or "aucun",
                _share(both.before),
                _share(both.now),
                french.ABSENT if result.value is None else values.changed(result.value, "point"),
                values.target(result.target, result.unit),
                values.verdict(result),
                " ".join(filter(None, (result.reason, result.caution))) or french.ABSENT,
            ]
        )
    return table(f"Progression de {year - 1} à {year}, en points de taux", columns, rows)


def _share(numbers: tuple[int, int]) -> str:
    if not numbers[1]:
        return french.ABSENT
    shown = tuple(french.number(number) for number in numbers)
    return f"{french.percent(Fraction(*numbers))} ({shown[0]} sur {shown[1]})"


def nominative_table(evaluation: Evaluation) -> Block:
    """Nominative dispensing: two ways to satisfy the proposed objective, one of them is enough."""
    result = next(each for each in evaluation.result.results if each.indicator == NOMINATIVE_OR_PLAN)
    if not result.conditions:
        return sentences([], empty=f"Délivrance nominative : {result.outcome}. {result.reason}".strip())
    columns = [Column("Condition"), Column("Valeur", "figures"), Column("Objectif"), Column("Remplie")]
    rows = [
        [
            each.label,
            "non connue" if each.value is None else french.percent(each.value),
            values.target(each.target, each.unit),
            {True: "✔ oui", False: "✘ non", None: "? inconnue"}[each.met],
        ]
        for each in result.conditions
    ]
    return table("Délivrance nominative : une seule condition remplie suffit", columns, rows)

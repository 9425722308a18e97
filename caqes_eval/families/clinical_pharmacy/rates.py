"""Clinical pharmacy: the rates of the activity, as data, and each one counted in one champ. Pure functions.

The set is a proposal (practice.md §7): the definitions of the 2024 amendment are not public.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from caqes_eval.families.clinical_pharmacy.inputs import LABELS, Champ, is_without_object
from caqes_eval.foundation import french

PREFIX = "clinical_pharmacy"


@dataclass(frozen=True, kw_only=True)
class Rate:
    """A rate of the activity.

    Attributes:
        code: of its indicator.
        label: name in French; ``short`` fits a table's heading.
        numerator, denominator: questions of the form.
        counted, divided: names of what they count.
        of, over: the same in full, for the explanation.
        why: why the contract looks at it.
        within: a question, beside the denominator, that the numerator cannot exceed.
        progresses: whether it is expected to grow from one year to the next.
    """

    code: str
    label: str
    short: str
    numerator: str
    denominator: str
    counted: str
    divided: str
    of: str
    over: str
    why: str
    within: str = ""
    progresses: bool = False


BMO = Rate(
    code=f"{PREFIX}.bmo", label="Bilans médicamenteux à l’entrée", short="Bilans à l’entrée",
    numerator="bmo", denominator="eligible", counted="bilan", of="séjours avec un bilan médicamenteux optimisé",
    divided="séjour", over="séjours éligibles à l’entrée", progresses=True,
    why="Savoir ce que le patient prend vraiment évite des erreurs dès l’entrée.",
)  # fmt: skip
ENTRY = Rate(
    code=f"{PREFIX}.entry_conciliation", label="Conciliations d’entrée", short="Conciliations d’entrée",
    numerator="entry_conciliated", denominator="eligible", counted="conciliation", of="séjours conciliés à l’entrée",
    divided="séjour", over="séjours éligibles à l’entrée", progresses=True,
    why="Comparer le bilan à la prescription corrige les écarts non voulus ; un bilan seul ne le fait pas.",
)  # fmt: skip
ENTRY_48H = Rate(
    code=f"{PREFIX}.entry_conciliation_48h", label="Conciliations d’entrée en 48 heures au plus", short="Entrée, 48 h au plus",
    numerator="entry_conciliated_48h", denominator="eligible", counted="conciliation",
    of="séjours conciliés à l’entrée en 48 heures au plus",
    divided="séjour", over="séjours éligibles à l’entrée", within="entry_conciliated",
    why="Une conciliation tardive laisse l’erreur agir.",
)  # fmt: skip
EXIT = Rate(
    code=f"{PREFIX}.exit_conciliation", label="Conciliations de sortie", short="Conciliations de sortie",
    numerator="exit_conciliated", denominator="eligible_exit", counted="conciliation", of="séjours conciliés à la sortie",
    divided="sortie", over="sorties au domicile éligibles", progresses=True,
    why="La ville reprend le traitement : ce qui a changé doit lui être dit.",
)  # fmt: skip
PPP = Rate(
    code=f"{PREFIX}.ppp_rate", label="Patients éligibles qui ont un plan pharmaceutique personnalisé", short="PPP",
    numerator="ppp", denominator="ppp_eligible", counted="PPP", of="plans pharmaceutiques personnalisés transmis",
    divided="patient", over="patients éligibles à un plan",
    why="Le plan suit le patient à risque après la conciliation.",
)  # fmt: skip
ANALYSIS = Rate(
    code=f"{PREFIX}.analysis", label="Analyse pharmaceutique de niveau 2 ou 3", short="Analyse, niveau 2 ou 3",
    numerator="prescriptions_analysed", denominator="prescriptions", counted="prescription",
    of="prescriptions analysées, niveau 2 ou 3", divided="prescription", over="prescriptions",
    why="Les niveaux 2 et 3 tiennent compte de la biologie et du patient, pas de l’ordonnance seule.",
)  # fmt: skip
NOMINATIVE = Rate(
    code=f"{PREFIX}.nominative", label="Délivrance nominative", short="Délivrance nominative",
    numerator="beds_nominative", denominator="beds", counted="lit ou place",
    of="lits et places en délivrance nominative, sans la reglobalisée", divided="lit ou place", over="lits et places",
    why="Préparer par patient lie la délivrance à l’analyse de la prescription.",
)  # fmt: skip
INTERVENTIONS = Rate(
    code=f"{PREFIX}.interventions", label="Interventions pharmaceutiques acceptées", short="Interventions acceptées",
    numerator="interventions_accepted", denominator="interventions", counted="intervention",
    of="interventions acceptées", divided="intervention", over="interventions émises",
    why="Une intervention sert le patient si le prescripteur la suit.",
)  # fmt: skip
DIVERGENCES = Rate(
    code=f"{PREFIX}.divergences", label="Divergences non intentionnelles corrigées", short="Divergences corrigées",
    numerator="divergences_corrected", denominator="divergences", counted="divergence",
    of="divergences corrigées", divided="divergence", over="divergences non intentionnelles détectées",
    why="La conciliation vaut par les écarts qu’elle corrige.",
)  # fmt: skip

RATES = (BMO, ENTRY, ENTRY_48H, EXIT, PPP, ANALYSIS, NOMINATIVE, INTERVENTIONS, DIVERGENCES)
BY_CODE: Mapping[str, Rate] = {rate.code: rate for rate in RATES}


@dataclass(frozen=True, kw_only=True)
class Part:
    """A rate in one champ: both numbers, or why there is none.

    Attributes:
        lacking: why the answers do not suffice, in French; ``without_object``: why the question does not arise.
        excess: the sentence on a number realised that exceeds what bounds it; it blocks the rate.
    """

    champ: str
    numerator: int | None = None
    denominator: int | None = None
    lacking: str = ""
    without_object: str = ""
    excess: str = ""

    @property
    def counted(self) -> bool:
        """Whether both numbers count."""
        return not (self.lacking or self.without_object)


def part(champ: Champ, rate: Rate) -> Part:
    """Return a rate in one champ.

    Blank is lacking; « sans objet » at the denominator is a question that does not arise; a number realised above the
    eligible number blocks the rate.
    """
    if general := unusable(champ):
        return general
    above, below = champ.cells.get(rate.numerator), champ.cells.get(rate.denominator)
    realised, eligible = champ.number(rate.numerator), champ.number(rate.denominator)
    if is_without_object(below) and not realised:
        return Part(champ=champ.code, without_object=f"{quoted(rate.denominator)} : sans objet en {champ.code}.")
    if is_without_object(above) or is_without_object(below):
        return Part(champ=champ.code, lacking=_contradiction(rate, realised if realised is not None else eligible))
    blank = [question for question in (rate.numerator, rate.denominator) if champ.number(question) is None]
    if blank:
        names = ", ".join(quoted(question) for question in blank)
        return Part(champ=champ.code, lacking=f"{french.plural(len(blank), 'réponse')} sans valeur : {names}.")
    if told := excess(champ, rate):
        return Part(champ=champ.code, lacking=told, excess=told)
    return Part(champ=champ.code, numerator=realised, denominator=eligible)


def unusable(champ: Champ) -> Part | None:
    """Return why nothing can be counted in a champ; None when its answers can be read one by one."""
    if champ.conflicting:
        return Part(champ=champ.code, lacking="Le champ est écrit plusieurs fois, avec des réponses différentes.")
    if champ.absent:
        return Part(champ=champ.code, without_object=champ.why_absent)
    if not champ.places:
        return Part(champ=champ.code, lacking="Aucune réponse : le champ manque dans le fichier reçu.")
    return None


def excess(champ: Champ, rate: Rate) -> str:
    """Return the sentence on a number realised that exceeds one of its bounds; empty when none does."""
    realised = champ.number(rate.numerator)
    for question in filter(None, (rate.denominator, rate.within)):
        bound = champ.number(question)
        if realised is not None and bound is not None and realised > bound:
            return f"{quoted(rate.numerator)} ({french.number(realised)}) dépasse {quoted(question)} ({french.number(bound)})."
    return ""


def quoted(question: str) -> str:
    """Return the name of a question of the form between quotes."""
    return f"« {LABELS[question]} »"


def _contradiction(rate: Rate, number: int | None) -> str:
    told = "l’autre n’a pas de réponse" if number is None else f"l’autre vaut {french.number(number)}"
    return (
        f"{quoted(rate.numerator)} et {quoted(rate.denominator)} se contredisent : l’un est « sans objet », {told}. "
        "Écrire 0 s’il n’y en a eu aucun."
    )

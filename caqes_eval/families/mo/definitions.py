"""MO: its indicators, as the report explains them."""

from caqes_eval.families import action_plan
from caqes_eval.families.definition import Definition
from caqes_eval.families.mo import anomalies, initiations, judgement, pairs, rates, settings, spending
from caqes_eval.families.mo.inputs import CONTRACT

_WHOLE_UCD, _WHOLE_EUROS = "UCD de la liste en sus", "montant de la liste en sus"
_OFF_UCD, _OFF_EUROS = "UCD codées I999999", "montant codé I999999"
_INSIDE = "Un traitement hors AMM reste possible s’il est justifié ; son volume dit où regarder en COMEDIMS."
_SUMS = "Les deux retours sont lus côte à côte : les UCD sont données, les initiations sont des patients."
_UNPAID = "Une ligne dont le code est faux ou absent n’est pas payée à l’établissement."

_RATES = (
    Definition(
        code=rates.RATE, contract=CONTRACT, label="Taux d’I999 en UCD", numerator=_OFF_UCD, denominator=_WHOLE_UCD,
        unit="proportion", direction="lower", why=_INSIDE, counted="UCD", target=settings.TARGET, breaks=(settings.BREAK,),
    ),
    Definition(
        code=rates.AMOUNT_RATE, contract=CONTRACT, label="Taux d’I999 en euros", numerator=_OFF_EUROS, denominator=_WHOLE_EUROS,
        unit="proportion", direction="lower", counted="€", breaks=(settings.BREAK,),
        why="Le même taux en euros : l’unité de l’objectif n’est pas toujours écrite.",
    ),
    Definition(
        code=judgement.OBJECTIVE, contract=CONTRACT, label=judgement.LABEL, unit="proportion", direction="lower",
        numerator="tous les calculs que les textes laissent ouverts (unité, I999998), du même côté de l’objectif",
        why="Un objectif n’est jugé que si la réponse ne dépend pas de ce que le texte ne dit pas.",
    ),
    Definition(
        code=rates.HALF_RATE, contract=CONTRACT, label="Taux d’I999 en UCD, par semestre", numerator=_OFF_UCD,
        denominator=_WHOLE_UCD, unit="proportion", direction="lower", why=_INSIDE, counted="UCD", by_part=True,
        breaks=(settings.BREAK,),
    ),
    Definition(
        code=rates.HALF_AMOUNT_RATE, contract=CONTRACT, label="Taux d’I999 en euros, par semestre", numerator=_OFF_EUROS,
        denominator=_WHOLE_EUROS, unit="proportion", direction="lower", why=_INSIDE, counted="€", by_part=True,
        breaks=(settings.BREAK,),
    ),
    Definition(
        code=rates.RESEARCH_RATE, contract=CONTRACT, label="Taux d’I999 en UCD, selon la place des I999998",
        numerator="UCD codées I999999, avec ou sans les I999998", denominator="UCD de la liste en sus, avec ou sans les I999998",
        unit="proportion", direction="lower", counted="UCD", by_part=True, breaks=(settings.BREAK,),
        why="Aucun texte lu ne dit si la recherche (I999998) compte : le taux est montré de chaque façon.",
    ),
    Definition(
        code=rates.MIRROR_RATE, contract=CONTRACT, label="Part des UCD en AMM miroir (I999997)", numerator="UCD codées I999997",
        denominator=_WHOLE_UCD, unit="proportion", direction="none", counted="UCD", breaks=(settings.BREAK,),
        why="L’AMM miroir a son code depuis août 2024 : elle ne compte plus comme hors AMM.",
    ),
    Definition(
        code=rates.COMPARABLE_RATE, contract=CONTRACT, label="I999 et I997 réunies, en UCD",
        numerator="UCD codées I999999 ou I999997", denominator=_WHOLE_UCD, unit="proportion", direction="none", counted="UCD",
        why="Réunies, elles se comparent aux années d’avant août 2024, où l’AMM miroir était codée I999999.",
    ),
)  # fmt: skip
_INITIATIONS = (
    Definition(
        code=initiations.COUNT, contract=CONTRACT, label="Initiations hors AMM", numerator="initiations déclarées, AMM miroir exclue",
        unit="initiation", direction="none", why=_SUMS, counted="initiation",
    ),
    Definition(
        code=initiations.ARGUED, contract=CONTRACT, label="Initiations hors AMM argumentées",
        numerator="initiations dont un argumentaire est consigné", denominator="initiations hors AMM déclarées",
        unit="proportion", direction="higher", counted="initiation", target=settings.ARGUED_TARGET, sampled=True,
        why="Chaque prescription hors AMM se justifie dans le dossier ; l’AMM miroir est précisée ou exclue.",
    ),
    Definition(
        code=initiations.MIRROR_COUNT, contract=CONTRACT, label="Initiations en AMM miroir", counted="initiation",
        numerator="initiations déclarées I999997 ou AMM miroir", unit="initiation", direction="none",
        why="Elles ne comptent pas comme hors AMM.",
    ),
    Definition(
        code=initiations.HALF_COUNT, contract=CONTRACT, label="Initiations hors AMM, par semestre", counted="initiation",
        numerator="initiations déclarées, AMM miroir exclue", unit="initiation", direction="none", why=_SUMS, by_part=True,
    ),
    Definition(
        code=initiations.HALF_ARGUED, contract=CONTRACT, label="Initiations hors AMM argumentées, par semestre",
        numerator="initiations dont un argumentaire est consigné", denominator="initiations hors AMM déclarées",
        unit="proportion", direction="higher", counted="initiation", sampled=True, by_part=True,
        why="Le recueil est semestriel.",
    ),
    Definition(
        code=initiations.BY_DCI, contract=CONTRACT, label="Initiations hors AMM, par DCI", counted="initiation",
        numerator="initiations déclarées de la DCI, AMM miroir exclue", unit="initiation", direction="none", by_part=True,
        why="Quelques DCI font la plupart des initiations : ce sont elles qu’il faut revoir d’abord.",
    ),
)  # fmt: skip
_ANOMALIES = (
    Definition(
        code=anomalies.COUNT, contract=CONTRACT, label="Anomalies de codage déclarées", numerator="lignes du tableau de l’établissement",
        unit="anomalie", direction="lower", counted="anomalie", why=_UNPAID,
    ),
    Definition(
        code=anomalies.QUANTITY, contract=CONTRACT, label="UCD en anomalie, déclarées", numerator="UCD des anomalies déclarées",
        unit="UCD", direction="lower", counted="UCD", why=_UNPAID,
    ),
    Definition(
        code=anomalies.AMOUNT, contract=CONTRACT, label="Montant en anomalie, déclaré", numerator="montant des anomalies déclarées",
        unit="€", direction="lower", counted="€", why=_UNPAID,
    ),
    Definition(
        code=anomalies.AMOUNT_SHARE, contract=CONTRACT, label="Part du montant en anomalie", numerator="montant des anomalies déclarées",
        denominator=_WHOLE_EUROS, unit="proportion", direction="lower", counted="€", why=_UNPAID,
    ),
    Definition(
        code=anomalies.FOLLOWED, contract=CONTRACT, label="Anomalies suivies",
        numerator="anomalies avec une action, un responsable et un statut", denominator="anomalies déclarées", unit="proportion",
        direction="higher", counted="anomalie", sampled=True, why="Une anomalie suivie se corrige, et ne revient pas.",
    ),
    Definition(
        code=anomalies.BY_KIND, contract=CONTRACT, label="Anomalies de codage, par type", numerator="lignes du tableau, de ce type",
        unit="anomalie", direction="lower", counted="anomalie", why=_UNPAID, by_part=True,
    ),
    Definition(
        code=anomalies.BY_CAUSE, contract=CONTRACT, label="Anomalies de codage, par cause", numerator="lignes du tableau, de cette cause",
        unit="anomalie", direction="lower", counted="anomalie", why="La cause dit à qui revient l’action.", by_part=True,
    ),
    Definition(
        code=pairs.COUNT, contract=CONTRACT, label="Anomalies calculées sur le PMSI", counted="ligne", unit="ligne",
        numerator="lignes dont l’association UCD × indication est incorrecte, non inscrite, ou sans code (e-PMSI 1.V.2.VMED-F)",
        direction="lower", why="Le même contrôle que e-PMSI, refait ici : un témoin du tableau déclaré.",
    ),
    Definition(
        code=pairs.BY_KIND, contract=CONTRACT, label="Anomalies calculées, par type", numerator="lignes du PMSI, de ce type",
        unit="ligne", direction="lower", counted="ligne", why=_UNPAID, by_part=True,
    ),
    Definition(
        code=pairs.AMOUNT, contract=CONTRACT, label="Montant des anomalies calculées", numerator="montant de ces lignes du PMSI",
        unit="€", direction="lower", counted="€", why=_UNPAID,
    ),
    Definition(
        code=pairs.POSSIBLE_MIRROR, contract=CONTRACT, label="UCD I999999 peut-être en AMM miroir", counted="UCD", unit="UCD",
        numerator="UCD codées I999999 de médicaments qui admettent I999997, depuis septembre 2024", direction="lower",
        why="Codée I999999, l’AMM miroir augmente à tort le taux de hors AMM.",
    ),
)  # fmt: skip
_SPENDING = (
    Definition(
        code=spending.AMOUNT, label="Montant de la liste en sus", numerator="montant de l’année", unit="€", direction="none",
        counted="€", why="La dépense que la pertinence cherche à contenir.",
    ),
    Definition(
        code=spending.OFF_LABEL_AMOUNT, label="Montant codé I999999", numerator="montant de l’année, hors AMM", unit="€",
        direction="none", counted="€", why="La part de la dépense qui est hors AMM.", breaks=(settings.BREAK,),
    ),
    Definition(
        code=spending.UCD, label="UCD de la liste en sus", numerator="UCD de l’année", unit="UCD", direction="none", counted="UCD",
        why="Le volume derrière la dépense.",
    ),
    Definition(
        code=spending.GROWTH, label="Évolution du montant", numerator="montant de l’année moins celui de la précédente",
        denominator="montant de l’année précédente", unit="proportion", direction="none", counted="€",
        why="Une dépense qui monte plus vite que les UCD vient des prix ou des molécules.",
    ),
    Definition(
        code=spending.UCD_GROWTH, label="Évolution des UCD", numerator="UCD de l’année moins celles de la précédente",
        denominator="UCD de l’année précédente", unit="proportion", direction="none", counted="UCD",
        why="Elle se lit à côté de l’évolution du montant.",
    ),
)  # fmt: skip

DEFINITIONS = (*_RATES, *_INITIATIONS, *_ANOMALIES, *_SPENDING, action_plan.definition("mo", CONTRACT))

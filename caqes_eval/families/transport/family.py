"""Transport: the declaration of the family."""

from dataclasses import replace

from caqes_eval.families import action_plan, national_incentive
from caqes_eval.families.definition import Definition, Family
from caqes_eval.families.transport import indicators, referentials, spending
from caqes_eval.families.transport.advice import advise
from caqes_eval.families.transport.amounts import amounts
from caqes_eval.families.transport.findings import notice
from caqes_eval.families.transport.inputs import AMBULANCE, INPUTS, OTHERS

_THREE = "ambulance, VSL et taxi, transports partagés compris"
_BY_ROAD = "VSL et taxi, transports partagés compris"
_IN_REFERENTIAL = "jugé dans le référentiel"
_BREAKS = (spending.BREAK,)

_NATIONAL = (
    Definition(
        code=indicators.SHARE_TRIPS, contract=AMBULANCE, untargeted=_IN_REFERENTIAL,
        label="Part de l’ambulance, en trajets", unit="proportion",
        numerator="trajets en ambulance", denominator=f"trajets : {_THREE}", counted="trajet", direction="lower", sampled=True,
        why="L’ambulance est le plus coûteux des trois modes.",
        breaks=_BREAKS,
    ),
    Definition(
        code=indicators.SHARE_AMOUNT, contract=AMBULANCE, untargeted=_IN_REFERENTIAL,
        label="Part de l’ambulance, en euros", unit="proportion",
        numerator="remboursement des ambulances", denominator=f"remboursement : {_THREE}", counted="€", direction="lower",
        why="Le texte ne dit pas si la part se compte en trajets ou en euros : les deux sont montrées.", breaks=_BREAKS,
    ),
    Definition(
        code=indicators.AMBULANCE_AMOUNT, contract=AMBULANCE, untargeted=_IN_REFERENTIAL, label="Dépense remboursée d’ambulance", unit="€",
        numerator="remboursement des ambulances", direction="lower", breaks=_BREAKS,
        why="Sous le seuil du référentiel, la part de l’ambulance n’a plus à être jugée.",
    ),
    Definition(
        code=referentials.REFERENTIAL, contract=AMBULANCE, label=referentials.LABEL, unit="mention", direction="none",
        numerator="part de l’ambulance sous son seuil, ou dépense d’ambulance sous le sien : une condition suffit",
        why="C’est ce que le contrat juge : l’établissement qui ne le respecte pas peut être ciblé.",
    ),
    Definition(
        code=indicators.AMOUNT, contract=AMBULANCE, label="Dépense remboursée de transport", unit="€",
        numerator=f"remboursement : {_THREE}", direction="lower", breaks=_BREAKS,
        why="C’est la dépense que l’hôpital prescrit et que l’Assurance Maladie paie en ville.",
    ),
    Definition(
        code=indicators.GROWTH, contract=AMBULANCE, label="Évolution de la dépense de transport", unit="proportion",
        numerator="dépense de l’année moins dépense de l’année précédente", denominator="dépense de l’année précédente",
        counted="€", direction="lower", target="referentials.ambulance.target", breaks=_BREAKS,
        why="L’intéressement se compte sur la baisse d’une année civile à la suivante.",
    ),
    Definition(
        code=indicators.SAVINGS, contract=AMBULANCE, label="Économies sur la dépense de transport", unit="€",
        numerator="dépense de l’année précédente moins dépense de l’année, jamais sous zéro", direction="higher",
        why="C’est ce que l’intéressement national partage ; son taux n’est connu d’aucune source.", breaks=_BREAKS,
    ),
)  # fmt: skip

_FIRST_GENERATION = (
    Definition(
        code=indicators.TRAJECTORY, contract=AMBULANCE, label="Écart à la trajectoire de 1re génération (2018-2021)",
        unit="€", direction="lower",
        numerator="dépense de l’année moins dépense de départ augmentée chaque année du taux du référentiel",
        why="Les contrats de 1re génération reprennent la logique de l’ancien contrat des transports (CAQOS).",
    ),
    Definition(
        code=referentials.G1_REFERENTIAL, contract=AMBULANCE, label=referentials.G1_LABEL, unit="mention",
        numerator="évolution de la dépense dans sa limite, ou dépense dans la sienne : une condition suffit",
        direction="none", why="C’était le référentiel des contrats de 2018 à 2021.",
    ),
)  # fmt: skip

_REGIONAL = (
    Definition(
        code=indicators.SHARED_RATE, contract=OTHERS, label="Transport partagé", unit="proportion",
        numerator="trajets partagés, en VSL ou en taxi", denominator=f"trajets : {_BY_ROAD}", counted="trajet",
        direction="higher", target="transport.shared_rate.target", sampled=True,
        why="Un véhicule pour plusieurs patients coûte moins que plusieurs véhicules (définition proposée par l’équipe).",
    ),
    Definition(
        code=indicators.VSL_SHARE, contract=OTHERS, label="Part du VSL parmi VSL et taxis", unit="proportion",
        numerator="trajets en VSL, partagés compris", denominator=f"trajets : {_BY_ROAD}", counted="trajet",
        direction="higher", sampled=True,
        why="Le VSL et le taxi servent les mêmes patients, à des tarifs différents (définition proposée par l’équipe).",
    ),
    Definition(
        code=indicators.PERSONAL_SHARE, contract=OTHERS, label="Part du véhicule personnel et du transport en commun",
        unit="proportion", numerator="trajets en véhicule personnel ou en transport en commun",
        denominator="trajets, tous modes", counted="trajet", direction="higher", sampled=True,
        why="C’est le mode le moins coûteux quand l’état du patient le permet (définition proposée par l’équipe).",
    ),
    Definition(
        code=indicators.NON_AMBULANCE_SHARE, contract=OTHERS, label="Part des modes autres que l’ambulance",
        unit="proportion", numerator="trajets par un autre mode que l’ambulance", denominator="trajets, tous modes",
        counted="trajet", direction="higher", sampled=True,
        why="C’est le nom de l’indicateur régional, lu au plus près (définition proposée par l’équipe).",
    ),
)  # fmt: skip

_BOTH = (
    Definition(
        code=indicators.SOURCES_GAP, label="Écart entre le recueil et l’extraction", unit="proportion", counted="trajet",
        numerator="trajets déclarés moins trajets de l’extraction (ambulance, VSL et taxi)",
        denominator="trajets de l’extraction", direction="none",
        why="Deux sources d’accord se confirment ; un écart dit un défaut de périmètre ou d’identification.",
    ),
    *(
        replace(action_plan.definition("transport", contract), code=code) for contract, code in indicators.PLANS.items()
    ),
)  # fmt: skip

FAMILY = Family(
    code="transport",
    title="Transports prescrits",
    volet="Organisation des soins",
    contracts=(AMBULANCE, OTHERS),
    inputs=INPUTS,
    laws=(
        "transport", "referentials.ambulance", "referentials.transport", spending.BREAK,
        *national_incentive.rules_of("ambulance"),
    ),
    definitions=(*_NATIONAL, *_FIRST_GENERATION, *_REGIONAL, *_BOTH),
    measure=indicators.measure,
    derive=referentials.judged,
    amounts=amounts,
    notice=notice,
    advise=advise,
)  # fmt: skip

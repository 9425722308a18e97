"""Every check between files, in the order in which they are told."""

from caqes_eval.foundation.findings import Finding, Severity
from caqes_eval.intake.cross_checks import coding, periods, series
from caqes_eval.intake.cross_checks.check import Check
from caqes_eval.intake.cross_checks.evidence import Evidence
from caqes_eval.intake.les_reference.reference import Verdict

_UNPAID = "Une ligne dont le code est faux n’est pas payée à l’établissement."
_ASK_SOURCE = "Relever le chiffre à la source, et demander une rectification à qui l’a transmis."
_CORRECT_CODE = "Corriger le code dans le logiciel de la pharmacie, ou vérifier que le référentiel est celui du mois."

CHECKS: tuple[Check, ...] = (
    Check(
        code="autre_etablissement",
        title="L’établissement écrit dans le fichier est celui qui l’envoie",
        why="Les données d’un hôpital ne vont jamais dans le dossier d’un autre.",
        remedy="Vérifier à qui appartient ce fichier ; si une activité a changé d’établissement, l’inscrire au registre.",
        severity=Severity.BLOCKING,
        function=periods.another_hospital,
    ),
    Check(
        code="periodes_differentes",
        title="Le recueil et le PMSI couvrent la même période",
        why="Un rapport entre des chiffres de périodes différentes n’a pas de sens.",
        remedy="Demander le fichier de la bonne période, ou n’en garder que les mois communs.",
        severity=Severity.TO_CHECK,
        function=periods.different_periods,
    ),
    Check(
        code="hors_periode",
        title="Les dates sont dans la période du fichier",
        why="La ligne compterait dans un semestre qui n’est pas le sien, ou deux fois.",
        remedy="Corriger la date, ou déplacer la ligne dans le fichier de sa période.",
        severity=Severity.TO_CHECK,
        function=periods.outside_period,
    ),
    Check(
        code="initiation_deja_declaree",
        title="Une initiation n’est déclarée que dans un semestre",
        why="Un renouvellement compté comme une initiation gonfle le nombre de patients.",
        remedy="Ôter la ligne si c’est le même patient ; la garder si ce sont deux patients.",
        severity=Severity.TO_CHECK,
        function=periods.repeated_initiation,
    ),
    Check(
        code="i999_sans_recueil",
        title="Des lignes I999999 au PMSI, et un recueil vide",
        why="Des traitements hors référentiel ont été administrés : s’ils ont commencé dans la période, il manque leur argumentaire.",
        remedy="Demander à l’établissement si tous ont commencé avant la période ; sinon, compléter le recueil.",
        severity=Severity.TO_CHECK,
        function=coding.off_label_without_initiation,
    ),
    Check(
        code="recueil_sans_i999",
        title="Des initiations I999999 au recueil, et aucune ligne au PMSI",
        why="Le taux d’I999999 de l’établissement est peut-être trop bas, ou le recueil est celui d’une autre période.",
        remedy="Comparer le recueil et le PMSI avec la pharmacie et le DIM.",
        severity=Severity.TO_CHECK,
        function=coding.initiation_without_off_label,
    ),
    Check(
        code="amm_miroir_non_separee",
        title="Des AMM miroir peut-être codées I999999",
        why="L’AMM miroir a son propre code, I999997 : codée I999999, elle augmente à tort le taux de hors AMM.",
        remedy="Vérifier l’indication : si le médicament est associé à un autre dont l’AMM couvre l’association, coder I999997.",
        severity=Severity.TO_CHECK,
        function=coding.mirror_not_separated,
    ),
    Check(
        code="couple_absent",
        title=f"{Verdict.ABSENT.value} (e-PMSI)",
        why=_UNPAID,
        remedy=_CORRECT_CODE,
        severity=Severity.TO_CHECK,
        function=coding.incorrect_pair,
    ),
    Check(
        code="couple_non_inscrit",
        title=f"{Verdict.NOT_LISTED.value} (e-PMSI)",
        why=_UNPAID,
        remedy=_CORRECT_CODE,
        severity=Severity.TO_CHECK,
        function=coding.pair_not_listed,
    ),
    Check(
        code="ucd_radiee",
        title="Le médicament n’est plus sur la liste en sus",
        why="Un médicament radié n’est plus payé en sus ; ses UCD ne comptent ni au numérateur ni au dénominateur.",
        remedy="Vérifier la date d’administration et le code UCD.",
        severity=Severity.TO_CHECK,
        function=coding.no_longer_listed,
    ),
    Check(
        code="partie_superieure_au_tout",
        title="Une partie ne dépasse pas son tout",
        why="L’un des deux chiffres est faux : le taux ne peut pas être jugé.",
        remedy=_ASK_SOURCE,
        severity=Severity.BLOCKING,
        function=series.part_above_whole,
    ),
    Check(
        code="serie_rompue",
        title="Une série ne change pas brusquement sans raison connue",
        why="Un chiffre tronqué à la copie, une unité changée ou un périmètre nouveau fausseraient la comparaison.",
        remedy=_ASK_SOURCE,
        severity=Severity.TO_CHECK,
        function=series.broken_series,
    ),
    Check(
        code="rupture_connue",
        title="Une règle a changé entre deux périodes comparées",
        why="La différence vient au moins en partie de la règle : elle n’est pas une erreur de l’établissement.",
        remedy="Le dire à côté de toute comparaison.",
        severity=Severity.INFO,
        function=series.known_break,
    ),
    Check(
        code="evolutions_opposees",
        title="Le montant et les quantités évoluent dans le même sens",
        why="Une baisse de prix l’explique parfois ; un montant tronqué ou des lignes manquantes aussi.",
        remedy="Chercher les médicaments qui expliquent la baisse ; s’il n’y en a pas, relever les chiffres à la source.",
        severity=Severity.TO_CHECK,
        function=series.opposite_growths,
    ),
)  # fmt: skip


def cross_check(evidence: Evidence) -> tuple[Finding, ...]:
    """Return everything that the tables of a hospital say against one another.

    Raises:
        RuleNotFoundError, ParameterRequiredError: a threshold has no value at that date.
    """
    return tuple(finding for check in CHECKS for finding in check.findings(evidence))

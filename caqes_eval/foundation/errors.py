"""Errors a user can act on, one exit code per cause.

Two families only::

    UserError                    shown in French, without traceback; the exit code tells the cause
    ├── ParameterFileError       10  a campaign or parameter file is wrong
    ├── RuleNotFoundError        11  no rule is known at the date asked for
    ├── InputMissingError        12  a file that was named cannot be found or opened
    ├── InputFormatError         13  the file is not of the expected layout
    ├── InputValueError          14  the layout is right but values are damaged
    ├── EstablishmentError       15  an establishment asked for is absent
    ├── CampaignNotFoundError    16  no campaign of that name
    ├── CampaignExistsError      17  a campaign of that name exists already
    ├── ResultsMissingError      18  the campaign has no result yet
    ├── CampaignBusyError        19  another run of the same campaign is under way
    ├── TasksFailedError         20  the campaign ended, some evaluations failed
    ├── IntegrityError           21  an archived dossier does not say what its record says
    ├── OutputError              22  a result cannot be written (disk full, file open elsewhere)
    ├── ParameterRequiredError   23  a figure that no source gives has to be written before going on
    ├── AmbiguousRuleError       24  several values of a rule hold, none is chosen
    └── ClusterError             25  the machines that should execute cannot, or are not fit
    anything else                 1  a fault of ours: the traceback goes to a log file
"""

from collections.abc import Iterable
from typing import ClassVar

from caqes_eval.foundation.findings import Finding


class UserError(Exception):
    """A fault whose remedy is in the user's hands.

    Args:
        message: one French sentence that says what is wrong.
        remedy: what to do next, in French.
        findings: the faults in detail, all of them, when there are several.
    """

    exit_code: ClassVar[int] = 0
    cause: ClassVar[str] = ""

    def __init__(self, message: str, *, remedy: str = "", findings: Iterable[Finding] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.findings = tuple(findings)

    def __reduce__(self) -> tuple[object, ...]:
        """Cross a process border with its findings (Exception alone would lose them)."""
        return _rebuild, (type(self), self.message, self.remedy, self.findings)

    def as_record(self) -> dict[str, object]:
        """Return the error as the JSON document that ``--json`` prints."""
        return {
            "error": self.cause,
            "exit_code": self.exit_code,
            "message": self.message,
            "remedy": self.remedy,
            "findings": [finding.as_record() for finding in self.findings],
        }


def _rebuild(kind: type[UserError], message: str, remedy: str, findings: tuple[Finding, ...]) -> UserError:
    return kind(message, remedy=remedy, findings=findings)


class ParameterFileError(UserError):
    """A campaign or parameter file is wrong."""

    exit_code = 10
    cause = "parametres"


class RuleNotFoundError(UserError):
    """No rule is known at the date asked for."""

    exit_code = 11
    cause = "regle_absente"


class InputMissingError(UserError):
    """A file that was named cannot be found or opened."""

    exit_code = 12
    cause = "fichier_absent"


class InputFormatError(UserError):
    """A file received is not of the expected layout."""

    exit_code = 13
    cause = "format_inattendu"


class InputValueError(UserError):
    """A file received has the right layout but damaged values."""

    exit_code = 14
    cause = "valeurs_refusees"


class EstablishmentError(UserError):
    """An establishment asked for is absent from the campaign or from the file."""

    exit_code = 15
    cause = "etablissement_absent"


class CampaignNotFoundError(UserError):
    """No campaign has that name."""

    exit_code = 16
    cause = "campagne_inconnue"


class CampaignExistsError(UserError):
    """A campaign of that name exists already."""

    exit_code = 17
    cause = "campagne_existante"


class ResultsMissingError(UserError):
    """The campaign has no result yet."""

    exit_code = 18
    cause = "aucun_resultat"


class CampaignBusyError(UserError):
    """Another run of the same campaign is under way."""

    exit_code = 19
    cause = "campagne_occupee"


class TasksFailedError(UserError):
    """The campaign ended but some evaluations failed."""

    exit_code = 20
    cause = "evaluations_en_echec"


class IntegrityError(UserError):
    """An archived dossier does not say what its record says."""

    exit_code = 21
    cause = "dossier_altere"


class OutputError(UserError):
    """A result cannot be written."""

    exit_code = 22
    cause = "ecriture_impossible"


class ParameterRequiredError(UserError):
    """A figure that no source gives is needed: it is asked for, never guessed."""

    exit_code = 23
    cause = "parametre_requis"


class AmbiguousRuleError(UserError):
    """Several values of a rule hold for a case that is not precise enough: none is chosen."""

    exit_code = 24
    cause = "regle_ambigue"


class ClusterError(UserError):
    """The machines that should execute notebooks cannot be reached, or are not fit."""

    exit_code = 25
    cause = "cluster_indisponible"

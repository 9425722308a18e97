"""Which UCD × indication pairs are on the liste en sus in a month, by the reference of the ministry and ATIH."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from caqes_eval.foundation.findings import Finding

Month = tuple[int, int]
"""Year and month."""


class Verdict(StrEnum):
    """What the reference says of a pair in a month; the first two are the anomalies of e-PMSI table 1.V.2.VMED - F."""

    ABSENT = "Association UCD indication incorrecte"
    NOT_LISTED = "Association UCD indication inscrite non liste en SUS"
    LISTED = "Association UCD indication inscrite sur la liste en sus"
    ANY_DRUG = "Code admis pour tout médicament"
    UNDECIDED = "Inscription non établie par le référentiel"

    @property
    def is_anomaly(self) -> bool:
        """Whether it is one of the two anomalies of coding."""
        return self in (Verdict.ABSENT, Verdict.NOT_LISTED)


@dataclass(frozen=True)
class Listing:
    """What one row of the reference says of a pair.

    Attributes:
        listed: as written; None when it says neither yes nor no.
        since, until: first and last day on the list; None when not known or not ended.
        month: the month that the row is about, in a monthly reference.
    """

    listed: bool | None
    since: date | None = None
    until: date | None = None
    month: Month | None = None

    def claims(self, month: Month) -> frozenset[bool | None]:
        """Return what the row claims of a month: listed, not listed, doubtful (None), or nothing.

        The reference is a snapshot: its dates are those of the listing, so « no » with a last day was « yes » before.
        """
        if self.month is not None:
            return frozenset({self.listed}) if self.month == month else frozenset()
        if self.listed is None:
            return frozenset({None})
        ended = self.until is not None and month > (self.until.year, self.until.month)
        if not self.listed:
            return frozenset({self.until is not None and not ended and not self._before(month)})
        return frozenset() if ended or self._before(month) else frozenset({True})

    def _before(self, month: Month) -> bool:
        return self.since is not None and month < (self.since.year, self.since.month)


@dataclass(frozen=True, kw_only=True)
class LesReference:
    """The reference.

    Attributes:
        file: its name as messages show it.
        sha256: digest of its bytes.
        pairs: by UCD7 and indication code, what each of its rows says.
        any_drug: the codes that have a row without UCD.
        months: the months it is about, when it is monthly; none when it is a snapshot.
        names: the drug of each UCD7.
        findings: what is not clean in it.
    """

    file: str
    sha256: str
    pairs: Mapping[tuple[str, str], tuple[Listing, ...]]
    any_drug: frozenset[str]
    months: frozenset[Month]
    names: Mapping[str, str]
    findings: tuple[Finding, ...]

    def verdict(self, ucd: str, indication: str, month: Month) -> Verdict:
        """Say what the reference knows of a pair in a month; a pair listed one day of a month is listed in it.

        A code for any drug that also has rows with a UCD (I999997, « AMM miroir ») is admitted for those only.
        """
        if self.months and month not in self.months:
            return Verdict.UNDECIDED
        listings = self.pairs.get((ucd, indication), ())
        if self.months:
            listings = tuple(listing for listing in listings if listing.month == month)
        if not listings:
            general = indication in self.any_drug and indication not in self._with_ucd
            return Verdict.ANY_DRUG if general else Verdict.ABSENT
        claims = frozenset().union(*(listing.claims(month) for listing in listings))
        if None in claims or claims == {True, False}:
            return Verdict.UNDECIDED
        return Verdict.LISTED if True in claims else Verdict.NOT_LISTED

    def listed_in(self, month: Month) -> frozenset[tuple[str, str]]:
        """Return the pairs listed in a month."""
        return frozenset(pair for pair in self.pairs if self.verdict(*pair, month) is Verdict.LISTED)

    @cached_property
    def _with_ucd(self) -> frozenset[str]:
        return frozenset(code for _, code in self.pairs if code in self.any_drug)

"""The case of each establishment and family: tables, deliveries and what must be told, from the sources and the returns."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from caqes_eval.campaign.model import Campaign, Establishment
from caqes_eval.campaign.register import Register
from caqes_eval.families.case import Case, Delivery, Input, State, together
from caqes_eval.families.definition import Family
from caqes_eval.families.products import OPEN_PHMEV
from caqes_eval.families.result import FindingRecord, SourceFile
from caqes_eval.intake.forms.definitions import FORMS
from caqes_eval.intake.les_reference.reference import LesReference
from caqes_eval.notebook.archived_tables import canonical
from caqes_eval.pipeline.collection.matrix import Cell, Matrix
from caqes_eval.pipeline.collection.matrix import State as CellState
from caqes_eval.pipeline.evidence.gather import evidence_of
from caqes_eval.pipeline.evidence.model import ANY_EXTRACT, HospitalEvidence, Part
from caqes_eval.pipeline.evidence.pmsi import MED
from caqes_eval.pipeline.evidence.reference import LES_REFERENCE, reference_table
from caqes_eval.pipeline.sources import Sources
from caqes_eval.regulation.regime import Law, Regime

_STATES: Mapping[CellState, State] = {
    "attendu": "non transmis", "reçu": "reçu", "reçu en retard": "reçu en retard", "hors délai": "hors délai",
    "non transmis": "non transmis", "incomplet": "reçu", "validé": "reçu", "refusé": "inutilisable",
}  # fmt: skip
_REASONS: Mapping[CellState, str] = {
    "attendu": "Le retour est attendu, et rien n’est encore arrivé.",
    "non transmis": "Le retour n’a pas été transmis.",
    "incomplet": "Le retour est noté incomplet.",
    "refusé": "Le retour a été refusé.",
    "hors délai": "Reçu après le délai de rigueur : lu, à l’ARS de dire s’il compte.",
}


@dataclass(frozen=True, kw_only=True)
class Records:
    """Everything a campaign knows, from which the cases are made.

    Attributes:
        sources: Open PHMEV and the drug database.
        evidence: what the files received give, by FINESS.
        matrix: what was asked of whom; None when nobody says it.
        bound: the indicators that bind each hospital; None when nobody says it.
        regime: the law of the campaign, and the days that it covers.
        reference: the LES indications, None when they were not given.
    """

    campaign: Campaign
    register: Register
    sources: Sources
    evidence: Mapping[str, HospitalEvidence]
    matrix: Matrix | None
    bound: Mapping[str, frozenset[str]] | None
    regime: Regime
    reference: LesReference | None = None
    _last: dict[str, pd.DataFrame | None] = field(default_factory=dict, repr=False)

    def law_of(self, finess: str) -> Law:
        """Return the law as it applies to an establishment: an exception can name it."""
        return self.regime.law.about(*self.register.numbers_of(finess))

    def indicators_of(self, finess: str) -> frozenset[str] | None:
        """Return the indicators that bind an establishment, None when nobody says whom they bind."""
        return None if self.bound is None else self.bound.get(finess, frozenset())

    def binds(self, finess: str, family: Family) -> bool:
        """Say whether a family is in the contract of an establishment."""
        indicators = self.indicators_of(finess)
        return indicators is None or not family.contracts or bool(indicators & set(family.contracts))

    def case(self, establishment: Establishment, family: Family) -> Case:
        """Return the case of an establishment for a family."""
        finess = establishment.finess
        tables = {each.code: table for each in family.inputs if (table := self._table(finess, each)) is not None}
        if self.reference is not None and MED in tables and LES_REFERENCE in {need.code for need in family.inputs}:
            ucds = {ucd for ucd in tables[MED]["ucd"] if isinstance(ucd, str)}
            tables[LES_REFERENCE] = reference_table(self.reference, ucds, year=self.campaign.year)
        return Case(
            finess=finess,
            year=self.campaign.year,
            law=self.law_of(finess),
            indicators=self.indicators_of(finess),
            tables=tables,
            deliveries=tuple(each for need in family.inputs for each in self._deliveries(finess, need)),
            repertoire=self._repertoire(tables.get(OPEN_PHMEV)),
            repertoire_source=self.campaign.repertoire_source,
            first_day=self.regime.first_day,
            last_day=self.regime.last_day,
            champs=frozenset(self.register.champs_of(finess)) or None,
        )

    def has_data(self, finess: str, family: Family) -> bool:
        """Say whether anything at all is known of an establishment for a family: records of the year, or something asked."""
        year = self.campaign.year
        if any(need.code == OPEN_PHMEV for need in family.inputs) and finess in self.sources.present.get(year, ()):
            return True
        parts = evidence_of(self.evidence, finess).parts
        received = (part.frame for need in family.inputs for part in parts.get(need.code, ()))
        if any(frame is not None and (frame["year"] == year).any() for frame in received):
            return True
        return any(True for need in family.inputs for _ in self._deliveries(finess, need))

    def _table(self, finess: str, need: Input) -> pd.DataFrame | None:
        if need.code == OPEN_PHMEV:
            return self._products(finess)
        parts = evidence_of(self.evidence, finess).parts.get(need.code, ())
        frames = [part.frame for part in parts if part.frame is not None]
        return canonical(together(frames)) if frames else None

    def _products(self, finess: str) -> pd.DataFrame | None:
        """Return the rows of Open PHMEV, every year together; those of the last establishment asked for are kept."""
        if finess not in self._last:
            frames = [
                self.sources.products(finess, year).assign(year=year, period=str(year))
                for year in sorted(self.sources.phmev)
                if year <= self.campaign.year and finess in self.sources.present[year]
            ]
            self._last.clear()
            self._last[finess] = canonical(pd.concat(frames, ignore_index=True)) if frames else None
        return self._last[finess]

    def _deliveries(self, finess: str, need: Input) -> Iterable[Delivery]:
        """Yield what became of an input: what was asked, then what came without being asked."""
        form = need.code.partition(".")[0]
        received = evidence_of(self.evidence, finess).parts
        parts = list(received.get(need.code, ()))
        if not parts and form == ANY_EXTRACT and not self._stands_alone(finess, need.substitute):
            # an extract that could not be read, whose name says nothing, may be the one that is missing
            parts = list(received.get(ANY_EXTRACT, ()))
        asked = self.matrix.of(finess) if self.matrix and form in FORMS else ()
        for cell in sorted(asked, key=lambda cell: cell.expected.period):
            if cell.expected.form == form and _serves(need, cell):
                own = [part for part in parts if part.period == cell.expected.period]
                parts = [part for part in parts if part.period != cell.expected.period]
                yield _asked(need, cell, own)
        for period in dict.fromkeys(part.period for part in parts):
            yield _received(need, period, [part for part in parts if part.period == period])

    def _stands_alone(self, finess: str, substitute: str) -> bool:
        """Say whether the input that can stand in the place of another has records of the year."""
        return substitute == OPEN_PHMEV and finess in self.sources.present.get(self.campaign.year, ())

    def _repertoire(self, products: pd.DataFrame | None) -> pd.DataFrame | None:
        """Return the drug database's view of an establishment's products, those of past years included."""
        if self.sources.repertoire is None or products is None:
            return None
        table = self.sources.repertoire.table
        own = table.loc[table["cip13"].isin(set(products["cip13"])), ["cip13", "status", "groups"]]
        return canonical(own.reset_index(drop=True))

    def findings_of(self, finess: str, family: Family) -> tuple[FindingRecord, ...]:
        """Return what the reading of an establishment's files tells beside the results of a family."""
        told = evidence_of(self.evidence, finess).findings
        return tuple(dict.fromkeys(each for kind, found in told.items() if _bears_on(kind, family) for each in found))

    def sources_of(self, finess: str, family: Family, case: Case) -> tuple[SourceFile, ...]:
        """Return the files that an evaluation rests on, each once."""
        phmev = OPEN_PHMEV in case.tables
        years = case.years(OPEN_PHMEV)
        files = list(self.sources.files(years=years, repertoire=case.repertoire is not None)) if phmev else []
        own = evidence_of(self.evidence, finess).sources
        files += [each for kind, found in own.items() if _bears_on(kind, family) for each in found]
        return tuple(dict.fromkeys(files))


def _bears_on(kind: str, family: Family) -> bool:
    return any(need.code == kind or need.code.startswith(f"{kind}.") for need in family.inputs)


def _serves(need: Input, cell: Cell) -> bool:
    return not need.indicators or bool(set(need.indicators) & set(cell.expected.indicators))


def _asked(need: Input, cell: Cell, parts: Sequence[Part]) -> Delivery:
    state, reason = _STATES[cell.state], _REASONS.get(cell.state, "")
    if cell.receipt is not None and cell.state in ("incomplet", "refusé") and cell.receipt.note:
        reason = f"{reason} {cell.receipt.note}"
    deadline = cell.expected.deadline
    return _with_parts(
        Delivery(
            input=need.code, label=need.label, period=cell.expected.period, state=state, reason=reason,
            received_on=cell.receipt.received_on if cell.receipt else None,
            expected_on=deadline.expected if deadline else None, strict_on=deadline.strict if deadline else None,
        ),
        parts,
    )  # fmt: skip


def _received(need: Input, period: str, parts: Sequence[Part]) -> Delivery:
    """Return what came of a source, which may come in several files: those that can be used are."""
    delivery = Delivery(input=need.code, label=need.label, period=period, state="reçu")
    usable = [part for part in parts if not part.blocked]
    if not usable:
        return _with_parts(delivery, parts)
    left = " ".join(part.blocked for part in parts if part.blocked)
    return _with_parts(delivery.model_copy(update={"reason": left}), usable)


def _with_parts(delivery: Delivery, parts: Sequence[Part]) -> Delivery:
    """Return a delivery with what its files give: a file that cannot be used makes it unusable."""
    files = tuple(dict.fromkeys(name for part in parts for name in part.files))
    blocked = [part.blocked for part in parts if part.blocked]
    changes: dict[str, object] = {"files": files}
    if blocked:
        changes |= {"state": "inutilisable", "reason": " ".join([delivery.reason, *blocked]).strip()}
    elif parts and all(part.declared_empty for part in parts):
        changes |= {"state": "déclaré vide"}
    elif delivery.usable and not parts:
        changes |= {"state": "inutilisable", "reason": f"{delivery.reason} Rien n’a pu être lu du retour.".strip()}
    return delivery.model_copy(update=changes)

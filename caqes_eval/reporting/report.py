"""The pages of a campaign: one per establishment, the regional synthesis, and their index.

A page is one file: its images and its style are inside, it runs no script and asks nothing of the network. It holds
one establishment's figures only. Equal dossiers give equal pages.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from caqes_eval import __version__
from caqes_eval.campaign.model import Campaign, Establishment
from caqes_eval.campaign.workspace import Workspace
from caqes_eval.dossier.archive import ALTERED, FAILED, Archive, State, synthesis_archive
from caqes_eval.dossier.results import NOT_BOUND, campaign_results, result_or_state
from caqes_eval.families.products import OPEN_PHMEV
from caqes_eval.families.registry import family
from caqes_eval.families.result import FamilyResult, IndicatorResult
from caqes_eval.foundation import french
from caqes_eval.foundation.files import cannot_write, make_folder, write_atomically
from caqes_eval.notebook.blocks import Block, highlighted, page_environment, stacked
from caqes_eval.notebook.establishment.balance import balance
from caqes_eval.notebook.sections import card, verdicts_of
from caqes_eval.notebook.values import OUTCOME_SIGNS, short_verdict
from caqes_eval.reporting.exporter import fragment

ESTABLISHMENT = "etablissement"
"""The dossier that gathers the families of an establishment."""


@dataclass(frozen=True)
class Section:
    """A family's part of a report."""

    code: str
    title: str
    html: Markup


def _page(template: str, **content: object) -> str:
    environment = page_environment("caqes_eval.reporting", "pages")
    return environment.get_template(template).render(tool_version=__version__, **content)


def write_reports(workspace: Workspace, campaign: Campaign, finess: Iterable[str]) -> list[str]:
    """Write the pages of some establishments, the synthesis and the index.

    Returns:
        The paths of the establishments' pages, relative to the working folder.

    Raises:
        OutputError: a page cannot be written.
    """
    wanted = set(finess)
    folder = workspace.reports(campaign.name)
    written = []
    for establishment in campaign.establishments:
        if establishment.finess in wanted:
            path = folder / f"{establishment.finess}.html"
            write_atomically(path, establishment_page(workspace, campaign, establishment))
            written.append(workspace.shown(path))
    synthesis = _synthesis_page(workspace, campaign)
    if synthesis:
        write_atomically(folder / "synthese.html", synthesis)
    write_atomically(folder / "index.html", _index_page(workspace, campaign, has_synthesis=bool(synthesis)))
    return written


def set_outdated_aside(workspace: Workspace, campaign: Campaign) -> list[str]:
    """Move the pages that are no longer of the campaign to ``anciens/``, so that none is sent by mistake.

    Returns:
        The names of the pages moved.

    Raises:
        OutputError: a page cannot be moved.
    """
    folder = workspace.reports(campaign.name)
    current = {f"{establishment.finess}.html" for establishment in campaign.establishments}
    current.add("index.html")
    if _synthesis_is_current(workspace, campaign):
        current.add("synthese.html")
    outdated = sorted(path for path in folder.glob("*.html") if path.name not in current)
    for path in outdated:
        try:
            path.replace(make_folder(folder / "anciens") / path.name)
        except OSError as error:
            raise cannot_write(path.name, error) from error
    return [path.name for path in outdated]


def _synthesis_is_current(workspace: Workspace, campaign: Campaign) -> bool:
    archive = synthesis_archive(workspace.runs(campaign.name))
    return archive.state() is None and archive.current() is not None


def establishment_page(workspace: Workspace, campaign: Campaign, establishment: Establishment) -> str:
    """Return the page an establishment receives: all its indicators first, then each family of its contract."""
    sections: list[Section] = []
    results: list[IndicatorResult] = []
    for code in campaign.families:
        archive = Archive(workspace.runs(campaign.name) / establishment.finess / code)
        found = result_or_state(archive, f"{establishment.finess}/{code}")
        title = family(code).title
        if isinstance(found, FamilyResult):
            sections.append(Section(code, title, _fragment_of(archive)))
            results += found.results
        elif found is None or found.status != NOT_BOUND:
            sections.append(
                Section(code, title, Markup("<h2>{}</h2><p>{}</p>").format(title, _without_result(found, code)))
            )
    return _page(
        "report.html.j2",
        title=f"{establishment.name} — {campaign.title}",
        surtitle=campaign.title,
        heading=establishment.name,
        card=Markup(_card(campaign, establishment).html),  # noqa: S704
        sections=sections,
        summary=_summary(workspace, campaign, establishment, results),
        footer=_footer(campaign),
    )


def _fragment_of(archive: Archive, *, with_title: bool = True) -> Markup:
    dossier = archive.current()
    assert dossier is not None, "a result comes from a dossier"
    return Markup(fragment(dossier.notebook, with_title=with_title))  # noqa: S704 - escaped by the blocks


def _summary(
    workspace: Workspace, campaign: Campaign, establishment: Establishment, results: Sequence[IndicatorResult]
) -> Markup:
    """Return the establishment's own notebook, or the list of its indicators when that one could not be made."""
    archive = Archive(workspace.runs(campaign.name) / establishment.finess / ESTABLISHMENT)
    if archive.state() is None and archive.current() is not None:
        return _fragment_of(archive, with_title=False)
    main = [result for result in results if not result.part]
    shown = [highlighted(balance(results)), *([verdicts_of(main, "Les indicateurs en un coup d’œil")] if main else [])]
    return Markup(stacked(*shown).html)  # noqa: S704 - escaped by the blocks


def _without_result(state: State | None, code: str) -> str:
    """Return why a family has no result, as the establishment reads it."""
    if state is None:
        return "Cette évaluation n’a pas encore été faite."
    if state.status in (FAILED, ALTERED):
        return "Cette évaluation n’a pas abouti ; l’OMEDIT la reprendra."
    if OPEN_PHMEV in {need.code for need in family(code).inputs}:
        lacking = "L’établissement n’est pas dans le fichier de l’Assurance Maladie utilisé"
    else:
        lacking = "Aucun fichier n’a été reçu pour cette famille"
    return f"{lacking} : rien n’a pu être évalué. Ce n’est pas un mauvais résultat ; l’OMEDIT vous dira comment le compléter."


def _card(campaign: Campaign, establishment: Establishment) -> Block:
    return card(
        [
            ("FINESS", establishment.finess),
            ("Commune", establishment.city or french.ABSENT),
            ("Période évaluée", f"année {campaign.year}"),
            ("Évaluation établie le", french.day(campaign.evaluation_date)),
        ]
    )


def _footer(campaign: Campaign) -> str:
    return (
        f"Rapport établi par caqes-eval {__version__} pour la campagne « {campaign.name} ». Chaque chiffre se retrouve dans le "
        "notebook archivé de l’établissement, avec les fichiers, leurs empreintes et les règles appliquées."
    )


def _synthesis_page(workspace: Workspace, campaign: Campaign) -> str:
    dossier = synthesis_archive(workspace.runs(campaign.name)).current()
    if dossier is None or not _synthesis_is_current(workspace, campaign):
        return ""
    entries = [
        ("Établissements évalués", _evaluated(workspace, campaign)),
        ("Diffusion", "document interne, à ne pas transmettre aux établissements"),
        ("Période évaluée", f"année {campaign.year}"),
        ("Évaluation établie le", french.day(campaign.evaluation_date)),
    ]
    return _page(
        "synthese.html.j2",
        title=f"Synthèse régionale — {campaign.title}",
        surtitle=campaign.title,
        heading="Synthèse régionale",
        card=Markup(card(entries).html),  # noqa: S704
        body=Markup(fragment(dossier.notebook, with_title=False)),  # noqa: S704
        footer=_footer(campaign),
    )


def _evaluated(workspace: Workspace, campaign: Campaign) -> str:
    """Return how many establishments have a result, and whether the synthesis is only partial."""
    every = list(campaign_results(workspace.runs(campaign.name), campaign))
    known = {finess for finess, _, each in every if isinstance(each, FamilyResult)}
    bound = {finess for finess, _, each in every if isinstance(each, FamilyResult) or each.status != NOT_BOUND}
    total = len(bound)
    return f"{len(known)} sur {total}" + (" — synthèse PARTIELLE" if len(known) < total else "")


def _index_page(workspace: Workspace, campaign: Campaign, *, has_synthesis: bool) -> str:
    rows = []
    for establishment in campaign.establishments:
        cells = []
        for code in campaign.families:
            archive = Archive(workspace.runs(campaign.name) / establishment.finess / code)
            found = result_or_state(archive, f"{establishment.finess}/{code}")
            cells.append(_verdicts(found))
        page = workspace.reports(campaign.name) / f"{establishment.finess}.html"
        rows.append(
            {
                "name": establishment.name,
                "finess": establishment.finess,
                "city": establishment.city,
                "file": page.name if page.exists() else "",
                "cells": cells,
            }
        )
    return _page(
        "index.html.j2",
        title=f"Rapports — {campaign.title}",
        surtitle="Campagne",
        heading=campaign.title,
        introduction=f"{french.plural(len(rows), 'établissement')}, année {campaign.year}. Document interne : ne pas transmettre.",
        synthesis=has_synthesis,
        families=[family(code).title for code in campaign.families],
        rows=rows,
        footer=_footer(campaign),
    )


def _verdicts(found: FamilyResult | State | None) -> str:
    if found is None:
        return "pas encore évalué"
    if isinstance(found, State):
        return OUTCOME_SIGNS.get(found.status, found.status)
    judged = [result for result in found.results if result.target is not None and not result.part]
    return " ; ".join(short_verdict(result) for result in judged)

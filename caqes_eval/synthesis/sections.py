"""The sections of the regional synthesis that are prose: what it covers, what is to be settled, its rules and sources."""

from collections import Counter
from datetime import date

from caqes_eval.dossier.results import NOT_BOUND, NOT_YET
from caqes_eval.families.registry import family
from caqes_eval.foundation import french
from caqes_eval.notebook import blocks, sections
from caqes_eval.notebook.blocks import Block
from caqes_eval.notebook.cautions import pending_rule
from caqes_eval.synthesis.collect import RegionalSynthesis


def identity_card(synthesis: RegionalSynthesis) -> Block:
    """Which campaign, how many evaluations."""
    index = synthesis.index
    entries = [
        ("Campagne", index.campaign_title),
        ("Période évaluée", f"année {index.year}"),
        ("Familles", ", ".join(family(code).title for code in index.families)),
        ("Établissements évalués", partial(synthesis)),
        ("Évaluation établie le", french.day(date.fromisoformat(index.evaluation_date))),
        ("Outil", f"caqes-eval {index.tool_version}"),
    ]
    return sections.card(entries)


def points_to_see(synthesis: RegionalSynthesis) -> Block:
    """What an analyst settles before sending the reports."""
    index = synthesis.index
    items = []
    if index.stale:
        items.append(
            "Évaluations faites avec d’autres fichiers, d’autres règles ou une autre région qu’aujourd’hui, à refaire par "
            f"« caqes run » sans restriction : {', '.join(index.stale)}."
        )
    items += _waiting(synthesis)
    items += [f"{finding.severity.value.capitalize()} : {finding.sentence}" for finding in index.findings]
    if index.uncovered:
        items.append(
            f"{french.plural(len(index.uncovered), 'établissement')} du fichier hors de la campagne : {', '.join(index.uncovered)}."
        )
    pending = {rule.key: rule for each in synthesis.results for rule in each.rules if rule.status == "to_validate"}
    told = [pending_rule(pending[key]) for key in sorted(pending)]
    if told:
        items.append(
            f"{french.plural(len(told), 'valeur')} des règles appliquées à valider avant d’envoyer : la liste est plus bas."
        )
    listed = [blocks.folded(f"Valeurs à valider ({len(told)})", blocks.sentences(told))] if told else []
    return blocks.stacked(blocks.sentences(items, empty="Rien à signaler."), *listed)


def _waiting(synthesis: RegionalSynthesis) -> list[str]:
    """Say in one line how many evaluations were not made yet, then each of those that could not be."""
    missing = synthesis.index.missing
    not_yet = sum(each.status == NOT_YET.status for each in missing)
    items = [f"{french.plural(not_yet, 'évaluation')} pas encore faites : lancez « caqes run »."] if not_yet else []
    not_bound = sum(each.status == NOT_BOUND for each in missing)
    if not_bound:
        items.append(
            f"{french.plural(not_bound, 'évaluation')} sans objet : la famille n’est pas au contrat de l’établissement."
        )
    return items + [
        f"{each.name} ({each.finess}), {family(each.family).title} : {each.status}. {each.message}"
        for each in missing
        if each.status not in (NOT_YET.status, NOT_BOUND)
    ]


def partial(synthesis: RegionalSynthesis) -> str:
    """Return how many establishments are evaluated, and whether the synthesis is only partial."""
    evaluated = len({each.finess for each in synthesis.results})
    families = len(synthesis.index.families)
    unbound = Counter(each.finess for each in synthesis.index.missing if each.status == NOT_BOUND)
    total = len(synthesis.index.names) - sum(count == families for count in unbound.values())
    return f"{evaluated} sur {total}" + (" — synthèse PARTIELLE" if evaluated < total else "")


def rules_table(synthesis: RegionalSynthesis) -> Block:
    """The rules that decided, over all families."""
    rules = {rule.key: rule for each in synthesis.results for rule in each.rules}
    return sections.table_of_rules([rules[key] for key in sorted(rules)])


def sources_table(synthesis: RegionalSynthesis) -> Block:
    """The files the campaign rests on."""
    return sections.table_of_sources(synthesis.index.sources)

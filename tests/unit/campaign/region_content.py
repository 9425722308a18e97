"""A small region written as YAML, for tests to spoil."""

from pathlib import Path

from caqes_eval.campaign.region import Region
from caqes_eval.foundation import strict_yaml

REPOSITORY = Path(__file__).parents[3]
REGIONS = REPOSITORY / "params" / "regions"
TARGETING = REPOSITORY / "params" / "targeting"

SMALL = """\
code: petite
name: Petite région
omedit: OMEDIT d’essai
territories:
- {code: nord, name: Nord, departments: ["04"]}
- {code: sud, name: Sud, departments: ["2A"]}
contracts:
- {generation: G2, start: 2022-07-01, end: 2024-12-31, status: to_validate, reference: {title: Essai}}
amendments:
- {code: a1, label: Un, date: 2024-01-01, adds: [pc], status: to_validate, reference: {title: Essai}}
indicators:
- {code: mo, label: MO, family: mo, level: regional, volet: 1, since: 2022-07-01, status: to_validate, reference: {title: Essai}}
- {code: pc, label: PC, family: clinical, level: regional, volet: 1, status: to_validate, reference: {title: Essai}}
- {code: ipp, label: IPP, family: phev, level: national, volet: 1, since: 2022-07-01, status: to_validate, reference: {title: Essai}}
targeting_orders:
- {code: nord-2022, territory: nord, act: Arrêté, date: 2022-06-01, status: to_validate, reference: {title: Essai}}
targeting_counts:
- label: Tableau
  hospitals:
    mo: {nord: 3, sud: null}
    ipp: {nord: 0, sud: 2}
  status: to_validate
  reference: {title: Essai}
perimeter_events:
- kind: transfer
  year: 2024
  from: {name: Ancien, finess: "2A0000287"}
  to: {name: Nouveau, finess: "2A0004842"}
  activity: tout
  indicators: [mo]
  status: to_validate
  reference: {title: Essai}
deadlines:
- {indicators: [mo], period: 2024-S1, object: Fichier, expected: 2024-09-15, status: to_validate, reference: {title: Essai}}
grids:
- family: mo
  since: 2022-07-01
  items:
  - {code: plan, label: Plan, points: 2, levels: {total: 2, partiel: 1, rien: 0}}
  status: to_validate
  reference: {title: Essai}
envelopes:
- family: mo
  territory: nord
  year: 2024
  amount: 100.10
  sharing: {mode: parts, points_max: 2, brackets: quartiles}
  status: to_validate
  reference: {title: Essai}
"""


def region_of(text: str = SMALL, code: str = "petite") -> Region:
    return Region.from_yaml(strict_yaml.parse(text, shown_name="petite.yml"), expected_code=code)


def line_of(text: str, part: str) -> int:
    """The line where a part stands, so that a test says by its content where a fault is told."""
    assert text.count(part) == 1, f"{part!r} stands {text.count(part)} times"
    return text[: text.index(part)].count("\n") + 1

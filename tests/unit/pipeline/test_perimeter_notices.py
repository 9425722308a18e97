"""An activity gained or given in the years compared is told to who gained it and who gave it, and to nobody else."""

import pytest

from caqes_eval.campaign.region import Region
from caqes_eval.foundation.shipped import shipped
from caqes_eval.pipeline.perimeter_notices import perimeter_notices

# val-de-brume.yml: on 2025-01-01 two hospitals became the CHI des Deux-Estuaires
REGION = Region.load(shipped("regions") / "val-de-brume.yml")
CHI, PORT_SONGE, OTHER = "990780116", "990780157", "990780017"


def told(finess: str, *, since: int = 2021, year: int = 2025) -> list[str]:
    found = perimeter_notices(REGION, (finess,), ("mo",), since=since, year=year)
    return [each.sentence for each in found]


def test_who_gained_is_told_each_activity() -> None:
    sentences = told(CHI)
    assert len(sentences) == 2
    assert "Depuis le 01/01/2025, l’établissement porte l’activité de « CH de Port-Songe »" in sentences[0]
    assert "« CH de l’Estuaire-Nord »" in sentences[1]


def test_who_gave_is_told_to_whom() -> None:
    (sentence,) = told(PORT_SONGE)
    assert "(tout l’établissement) est portée par « CHI des Deux-Estuaires »" in sentence


@pytest.mark.parametrize(("since", "year"), [(2021, 2024), (2026, 2026)])
def test_outside_the_years_compared_nothing_is_told(since: int, year: int) -> None:
    assert told(CHI, since=since, year=year) == []


def test_nobody_else_is_told() -> None:
    assert told(OTHER) == []

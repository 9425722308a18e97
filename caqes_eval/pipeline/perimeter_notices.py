"""What a change of perimeter does to the years an evaluation compares: told with the results, never corrected."""

from collections.abc import Collection, Iterator

from caqes_eval.campaign.region import PerimeterEvent, Region
from caqes_eval.families.result import FindingRecord
from caqes_eval.foundation import french
from caqes_eval.foundation.findings import Severity


def perimeter_notices(
    region: Region, numbers: Collection[str], contracts: Collection[str], *, since: int, year: int
) -> Iterator[FindingRecord]:
    """Yield what must be said of the activity that an establishment gained or gave in the years compared.

    Args:
        region: its perimeter events.
        numbers: every FINESS of the establishment.
        contracts: indicators of the family; an event that bears on none of them changes nothing.
        since: the first year of data.
        year: the year evaluated.
    """
    for event in region.perimeter_events:
        in_time = since <= event.first_day.year <= year
        if in_time and (not event.indicators or set(event.indicators) & set(contracts)):
            sentence = _sentence(event, numbers)
            if sentence:
                yield FindingRecord(code="changement_de_perimetre", severity=Severity.TO_CHECK, sentence=sentence)


def _sentence(event: PerimeterEvent, numbers: Collection[str]) -> str:
    day = french.day(event.first_day)
    if event.successor and any(event.successor.is_named(number) for number in numbers):
        return (
            f"Depuis le {day}, l’établissement porte l’activité de « {event.origin.name} » ({event.activity}) : ses données "
            "d’avant n’en tiennent pas compte, l’évolution peut ne tenir qu’à ce changement."
        )
    if any(event.origin.is_named(number) for number in numbers):
        taken = f"est portée par « {event.successor.name} »" if event.successor else "a cessé"
        return f"Depuis le {day}, l’activité de l’établissement ({event.activity}) {taken} : l’évolution peut ne tenir qu’à cela."
    return ""

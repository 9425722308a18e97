"""What a FINESS file changes in a register, said before anything is written. Pure: no file is read here.

Of an establishment, FINESS owns ``finess_ej``, ``name``, ``city``, ``department`` and ``since``; the analyst owns
``status``, ``champs`` and ``signs``: an import fills ``status`` and ``signs`` only when empty, as proposals to confirm.
``until`` is filled when empty; no closing date is guessed for an establishment that left the file.
"""

import unicodedata
from collections.abc import Iterator
from datetime import date

import pandas as pd

from caqes_eval.campaign.register import COLUMNS, Register, RegisteredEstablishment, Status, usual_signatory
from caqes_eval.foundation import french
from caqes_eval.intake.finess.differences import Change, Difference, Kind, Merge
from caqes_eval.intake.finess.selection import Selection, areas_of
from caqes_eval.intake.finess.table import FinessTable

Row = dict[str, str]

# Codes of TRE_R73; the older ones (PSPH, 2 to 5) and 9, « indéterminé », say nothing of today's law.
_STATUS_BY_SPH: dict[str, Status] = {"0": "prive", "1": "public", "6": "espic", "7": "prive"}
_OWNED = ("finess_ej", "name", "city", "department")


def merge(register: Register, finess: FinessTable, selection: Selection) -> Merge:
    """Bring a register up to date with a FINESS file, for a selection.

    Args:
        register: the register before.
        finess: what :func:`caqes_eval.intake.finess.read_finess` returned.
        selection: which establishments are concerned; the others stay as they are.
    """
    table = finess.table.set_index("finess_et", drop=False)
    kept = register.by_finess()
    differences: list[Difference] = []
    for et, known in register.by_finess().items():
        row = _row(table, et)
        if not _concerns(selection, known, row):
            continue
        if row is None:
            differences += [] if known.until else [_gone(known, finess.day)]
            continue
        kept[et], found = _updated(known, row)
        differences += found
    for row in _chosen(table, selection):
        if row["finess_et"] not in kept:
            added = _new(row)
            kept[added.finess_et] = added
            differences.append(_told_new(added))
    differences += _not_found(table, selection, kept)
    differences.sort(key=lambda difference: difference.finess)
    return Merge(Register(establishments=tuple(kept.values())), tuple(differences))


def _row(table: pd.DataFrame, et: str) -> Row | None:
    return {str(key): str(value) for key, value in table.loc[et].items()} if et in table.index else None


def _concerns(selection: Selection, known: RegisteredEstablishment, row: Row | None) -> bool:
    """Tell whether the selection bears on an establishment, where it was or where it is."""
    departments = {known.department, row["department"] if row else known.department}
    numbers = {known.finess_et, known.finess_ej, row["finess_ej"] if row else known.finess_ej}
    chosen = not departments.isdisjoint(selection.areas()) or not numbers.isdisjoint(selection.finess)
    return selection.covers_register or chosen


def _chosen(table: pd.DataFrame, selection: Selection) -> Iterator[Row]:
    """Yield the open establishments that the selection brings into the register."""
    hospital = table["sph"] != ""
    if selection.categories:
        hospital &= table["category"].isin(list(selection.categories))
    area = table["department"].isin(list(selection.areas())) | table["finess_ej"].isin(list(selection.finess))
    wanted = ((area & hospital) | table["finess_et"].isin(list(selection.finess))) & (table["state"] != "I")
    for row in table[wanted].to_dict("records"):
        yield {str(key): str(value) for key, value in row.items()}


def _new(row: Row) -> RegisteredEstablishment:
    status = _STATUS_BY_SPH.get(row["sph"])
    return RegisteredEstablishment(
        finess_et=row["finess_et"],
        finess_ej=row["finess_ej"],
        name=row["name"],
        city=row["city"],
        department=row["department"],
        status=status,
        signs=usual_signatory(status),
        since=_day(row["since"]),
        until=_day(row["until"]),
        proposed=("status", "signs") if status else (),
    )


def _told_new(added: RegisteredEstablishment) -> Difference:
    status, signs = _shown("status", added.status), _shown("signs", added.signs)
    note = f"proposé, à confirmer : statut {status}, signataire {signs}" if status else "statut et signataire à remplir"
    place = " ".join(filter(None, (added.city, f"({added.department})" if added.department else "")))
    return Difference("nouveau", added.finess_et, added.name, note=f"{place} ; {note}" if place else note)


def _updated(known: RegisteredEstablishment, row: Row) -> tuple[RegisteredEstablishment, list[Difference]]:
    facts, proposals = _facts(known, row), _proposals(known, row)
    changes = tuple(
        Change(COLUMNS[name], _shown(name, getattr(known, name)), _shown(name, new))
        for name, new in (facts | proposals).items()
    )
    closed = row["state"] == "I" and known.until is None
    notes = []
    if "finess_ej" in facts and known.signs == "EJ":
        notes.append("c’est ce FINESS qui signe le contrat : vérifiez s’il faut un avenant")
    if proposals:
        notes.append(f"à confirmer : {', '.join(COLUMNS[name] for name in proposals)}")
    if closed and "until" not in facts:
        notes.append("FINESS le dit fermé sans donner de date utilisable : à remplir")
    differences = list(_disagreements(known, row))
    if changes or notes:
        kind: Kind = "fermé" if closed else "modifié"
        differences.insert(0, Difference(kind, known.finess_et, known.name, changes, " ; ".join(notes)))
    values = known.model_dump() | facts | proposals | {"proposed": (*known.proposed, *proposals)}
    return RegisteredEstablishment.model_validate(values), differences


def _facts(known: RegisteredEstablishment, row: Row) -> dict[str, object]:
    """Return what FINESS changes in the fields that it owns, and the closing date when there is none."""
    since, until = _day(row["since"]) or known.since, known.until or _day(row["until"])
    told: dict[str, object] = {name: row[name] for name in _OWNED}
    if not (since and until and until < since):
        told |= {"since": since, "until": until}
    return {name: new for name, new in told.items() if new and not _same(name, getattr(known, name), new)}


def _proposals(known: RegisteredEstablishment, row: Row) -> dict[str, object]:
    """Return what may be proposed in the analyst's empty cells."""
    status = known.status or _STATUS_BY_SPH.get(row["sph"])
    values: dict[str, object] = {}
    if status and known.status is None:
        values["status"] = status
    if status and known.signs is None:
        values["signs"] = usual_signatory(status)
    return values


def _disagreements(known: RegisteredEstablishment, row: Row) -> Iterator[Difference]:
    """Yield where FINESS, or the usual rule, contradicts a cell that an import does not write."""
    until = _day(row["until"])
    status = _STATUS_BY_SPH.get(row["sph"])
    usual = usual_signatory(known.status)
    if status and known.status and status != known.status:
        yield _gap(known, "status", status, "FINESS dit autre chose, rien n’est changé")
    if "signs" in known.proposed and usual and usual != known.signs:
        yield _gap(known, "signs", usual, "la proposition ne va pas avec le statut, rien n’est changé")
    if known.until and until and until != known.until:
        yield _gap(known, "until", until, "FINESS dit autre chose, rien n’est changé")
    if known.until and row["since"] > known.until.isoformat():
        yield _gap(known, "since", _day(row["since"]), "ouverture après la fermeture inscrite, rien n’est changé")
    if known.until and row["state"] == "A" and until is None:
        note = f"fermeture « {french.day(known.until)} » au registre, mais FINESS le dit ouvert : rien n’est changé"
        yield Difference("écart", known.finess_et, known.name, note=note)


def _gap(known: RegisteredEstablishment, name: str, other: object, note: str) -> Difference:
    change = Change(COLUMNS[name], _shown(name, getattr(known, name)), _shown(name, other))
    return Difference("écart", known.finess_et, known.name, (change,), note)


def _gone(known: RegisteredEstablishment, day: date | None) -> Difference:
    file = f"le fichier FINESS du {french.day(day)}" if day else "le fichier FINESS"
    note = f"n’est plus dans {file} : vérifiez s’il a fermé et remplissez « fermeture » ; rien n’est changé"
    return Difference("absent", known.finess_et, known.name, note=note)


def _not_found(
    table: pd.DataFrame, selection: Selection, kept: dict[str, RegisteredEstablishment]
) -> Iterator[Difference]:
    """Yield what was asked for by its number or its department and brought nothing."""
    bodies = set(table["finess_ej"])
    for number in selection.finess - kept.keys():
        if number in table.index:
            yield Difference(
                "introuvable", number, str(table.at[number, "name"]), note="fermé dans FINESS, il n’est pas inscrit"
            )
        elif number not in bodies:
            yield Difference("introuvable", number, note="ce numéro n’est pas dans le fichier FINESS")
        elif number not in {known.finess_ej for known in kept.values()}:
            note = "cette entité juridique n’a aucun établissement ouvert qui relève de la loi hospitalière"
            yield Difference("introuvable", number, note=note)
    present = set(table["department"])
    for code in selection.departments:
        if present.isdisjoint(areas_of(code)):
            yield Difference("introuvable", code, note="ce département n’a aucun établissement dans le fichier FINESS")


def _same(name: str, old: object, new: object) -> bool:
    """Tell whether two values say the same; both flows do not write capitals, accents and « SAINT » alike."""
    if name in ("name", "city"):
        return _folded(str(old)) == _folded(str(new))
    return old == new


def _folded(text: str) -> str:
    bare = unicodedata.normalize("NFKD", text.casefold())
    words = "".join(sign if sign.isalnum() else " " for sign in bare if not unicodedata.combining(sign)).split()
    return " ".join({"st": "saint", "ste": "sainte"}.get(word, word) for word in words)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _shown(name: str, value: object) -> str:
    if isinstance(value, date):
        return french.day(value)
    return "privé" if name == "status" and value == "prive" else str(value or "")

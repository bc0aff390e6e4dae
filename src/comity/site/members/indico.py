"""Registrations as Indico gives them: its table (CSV, XLSX) and its interface for programs (JSON).

In its tables the columns ID, Name, Registration state and Registration date have English names in
every language; those of the form are named by who made the form, at first in English.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from comity.documents import FaultList, Grid, Table, read_sheet
from comity.fault import N_, FaultKind, Place, phrase, refuse

__all__ = ["STATE", "from_json", "is_indico", "is_json", "known_columns", "takes_part"]

STATE: Final = "registration-state"
PARTY: Final = (
    "country", "pays", "país", "страна", "国家", "国家/地区", "البلد", "الدولة",
    "affiliation", "institution", "afiliación", "institución", "организация", "место-работы",
    "单位", "所属单位", "机构", "الانتماء", "المؤسسة",
)  # fmt: skip
"""What the column is called that names the party: the first that is there, countries before."""
TAKES_PART: Final = frozenset({
    "completed", "complete", "terminé", "terminée", "complété", "complétée", "completado",
    "completada", "завершено", "завершена", "已完成", "完成", "مكتمل",
})  # fmt: skip
STAYS_OUT: Final = frozenset({
    "pending", "rejected", "withdrawn", "awaiting payment",
    "en attente", "rejeté", "rejetée", "retiré", "retirée", "en attente de paiement",
    "pendiente", "rechazado", "rechazada", "retirado", "retirada", "pendiente de pago",
    "в ожидании", "отклонено", "отозвано", "ожидает оплаты", "ожидает оплату",
    "待处理", "待定", "已拒绝", "已撤回", "等待付款", "等待支付",
    "قيد الانتظار", "مرفوض", "مسحوب", "في انتظار الدفع",
})  # fmt: skip

NOT_INDICO: Final = FaultKind(
    "people.list_json",
    N_("the file is JSON, and no list of registrations: {reason}"),
    N_("Indico's interface gives a list called registrants, each with full_name and personal_data"),
    N_("Export the registrations from Indico as CSV or Excel, or fetch them from its interface."),
)
STRANGE_STATE: Final = FaultKind(
    "people.list_state",
    N_("the registration is “{state}”"),
    N_("who takes part has completed it, who does not is left out, and this is neither"),
    N_("Write “Completed” for who takes part, and “Withdrawn” for who does not."),
)


def is_json(data: bytes) -> bool:
    """Tell whether ``data`` begins like an object or a list of JSON, which no table does.

    >>> is_json(b' {"registrants": []}'), is_json(b"party,name")
    (True, False)
    """
    return data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"[")


def is_indico(table: Table | Grid) -> bool:
    """Tell whether ``table`` is of Indico: registrations with a number and a name, or its date."""
    marks = {STATE, "registration-date", "email-address", "first-name"}
    return {"id", "name"} <= set(table.keys) and bool(marks & set(table.keys))


def known_columns(table: Table | Grid) -> Mapping[str, str]:
    """Return the columns of ``table`` by ours, where it is of Indico; the party's as it is there.

    ``name`` and others that are called as ours are found without it.
    """
    found = next((one for one in PARTY if one in table.keys), None)
    return {"party": found} if found is not None and is_indico(table) else {}


def takes_part(state: str, place: Place, faults: FaultList) -> bool:
    """Tell whether a registration in ``state`` stands; one that is not known goes to ``faults``."""
    told = state.strip().casefold()
    if told in TAKES_PART:
        return True
    if told not in STAYS_OUT:
        faults.add(STRANGE_STATE.at(place, state=state))
    return False


def from_json(data: bytes, name: str, most: int, longest: int) -> Grid:
    """Return the registrations that Indico's interface gave as a table; raise ``RefusedError``."""
    people = _registrants(data, name)
    if len(people) > most:
        raise refuse(
            NOT_INDICO.at(Place(name), reason=phrase(N_("more than {most} of them"), most=most))
        )
    head = ("ID", "Name", "Country", "Affiliation", "Position", "Email Address", "Tags")
    rows: list[tuple[int, tuple[str, ...]]] = [(1, head)]
    for number, one in enumerate(people, 2):
        rows.append((number, _row(one, Place(name, number), longest)))
    return read_sheet(name, rows)


def _registrants(data: bytes, name: str) -> Sequence[Any]:
    try:
        found = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise refuse(NOT_INDICO.at(Place(name), reason=type(error).__name__)) from error
    people = found.get("registrants") if isinstance(found, dict) else found
    if not isinstance(people, list) or not people:
        raise refuse(NOT_INDICO.at(Place(name), reason=phrase(N_("no registrants"))))
    return people


def _row(one: object, place: Place, longest: int) -> tuple[str, ...]:
    personal = one.get("personal_data") if isinstance(one, dict) else None
    if not isinstance(one, dict) or not isinstance(personal, dict):
        raise refuse(NOT_INDICO.at(place, reason=phrase(N_("one without personal_data"))))
    parts = [personal.get("firstName"), personal.get("surname")]
    whole = " ".join(part for part in parts if isinstance(part, str) and part)
    tags = one.get("tags")
    values = (
        str(one.get("registrant_id", "")),
        whole or one.get("full_name"),
        *(personal.get(key) for key in ("country", "affiliation", "position", "email")),
        ", ".join(map(str, tags)) if isinstance(tags, list) else "",
    )
    cells = tuple(value if isinstance(value, str) else "" for value in values)
    if any(len(cell) > longest for cell in cells):
        raise refuse(
            NOT_INDICO.at(
                place, reason=phrase(N_("a text of more than {most} characters"), most=longest)
            )
        )
    return cells

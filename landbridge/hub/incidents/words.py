"""What incidents say to people: titles of causes, sentences, advice. Pure."""

from collections.abc import Mapping

from landbridge.hub.endpoints.rules import kind_title
from landbridge.hub.facade.views import Difference
from landbridge.hub.facade.views.incidents import Cause
from landbridge.hub.reconcile.causes import LEFT, Booked, Told, Verdict
from landbridge.kit.quantity import plain

TITLES: Mapping[Cause, str] = {
    Cause.REJECTED: "Refused by the other side",
    Cause.NOT_UNDERSTOOD: "Not understood",
    Cause.SET_ASIDE: "Set aside and not mended",
    Cause.NOT_TOLD: "Never told to the bridge",
    Cause.NOT_ROUTED: "Nobody asks for it",
    Cause.LEFT_OUT: "Left out by a map",
    Cause.NOT_BOOKED: "Acknowledged but not booked",
    Cause.BOOKED_TWICE: "Booked more than once",
    Cause.WRONG_UNIT: "Booked in another unit",
    Cause.WRONG_QUANTITY: "Booked in another quantity",
    Cause.WRONG_LOT: "Booked on another lot",
    Cause.WRONG_STATUS: "Booked in another status",
    Cause.WRONG_ITEM: "Booked on another item",
    Cause.MANUAL_CHANGE: "Changed by hand",
    Cause.BACKDATED: "Back-dated booking",
    Cause.REVERSED: "Booked and taken back",
    Cause.OVERTAKEN: "An old version came late",
    Cause.NOT_COMPARABLE: "Units cannot be compared",
    Cause.POSITION_LOST: "The source does not know our position",
    Cause.NEEDS_LOGIN: "A login must be renewed",
    Cause.NUMBERS_MISSING: "Numbers are missing",
    Cause.CONTROL_TOTAL: "Fewer arrived than were announced",
    Cause.NOT_COUNTED: "It could not be counted",
    Cause.UNKNOWN: "No cause is known",
}
NOUNS = {
    "stock": "stock", "outbound_order": "outbound order", "inbound_order": "inbound order",
    "item": "item", "party": "party",
}  # fmt: skip


def difference_title(subject: str, one: Difference, left: str, right: str) -> str:
    """`HT-1001 lot L1: 12 in tryton, 10 in wms`."""
    name = thing(subject, one)
    if one.note:
        return f"{name}: {left} and {right} cannot be compared"
    if one.fields:
        first = one.fields[0]
        return f"{name}: {first.field} is {first.left!r} in {left}, {first.right!r} in {right}"
    if subject in ("item", "party"):
        where, missing = (left, right) if one.left else (right, left)
        return f"{name}: known in {where}, not in {missing}"
    figures = f"{plain(one.left)} in {left}, {plain(one.right)} in {right}"
    return f"{name}: {figures} ({one.uom})"


def thing(subject: str, one: Difference) -> str:
    if subject == "stock":
        _, item, lot, status = (*one.key, "", "", "")[:4]
        parts = [item, f"lot {lot}" if lot else "", status if status != "available" else ""]
        return " ".join(part for part in parts if part)
    line = f" line {one.key[2]}" if len(one.key) > 2 else ""
    return f"{NOUNS.get(subject, subject).capitalize()} {one.key[1]}{line}"


def verdict_sentence(verdict: Verdict, names: Mapping[str, str]) -> str:
    """What probably happened, with the evidence. names: of the endpoints by side."""
    side = names.get(verdict.side, "")
    document, booking = _document(verdict.told), _booking(verdict.booked)
    by_cause = {
        Cause.REJECTED: f"{document} was refused by {side} and waits for a person.",
        Cause.NOT_UNDERSTOOD: f"{document} was not understood and waits for a person.",
        Cause.SET_ASIDE: f"{document} was set aside by a person; {side} was not mended since.",
        Cause.NOT_TOLD: f"{side} has {booking or 'changed it'}, and never told the bridge.",
        Cause.NOT_ROUTED: f"{document} is routed to nobody, so {side} never got it.",
        Cause.LEFT_OUT: f"The map left {document} out, so {side} never got it.",
        Cause.NOT_BOOKED: f"{side} acknowledged {document}, but shows no effect of it.",
        Cause.BOOKED_TWICE: f"{side} booked {document} more than once.",
        Cause.WRONG_UNIT: f"{side} booked {document} in another unit than it says.",
        Cause.WRONG_QUANTITY: f"{side} booked another quantity than {document} says.",
        Cause.WRONG_LOT: f"{side or 'One side'} booked {document} on another lot.",
        Cause.WRONG_STATUS: f"{side or 'One side'} booked {document} in another status.",
        Cause.WRONG_ITEM: f"{side or 'One side'} booked {document} on another item.",
        Cause.MANUAL_CHANGE: f"Somebody changed it by hand in {side}{_why(booking)}.",
        Cause.BACKDATED: f"{side} has a booking that counts for an earlier day{_why(booking)}.",
        Cause.REVERSED: f"{side} booked {document} and took it back.",
        Cause.OVERTAKEN: f"An older version of {document} came after a newer one.",
        Cause.NOT_COMPARABLE: "Both sides count in units between which no factor is known.",
    }
    return by_cause.get(
        verdict.cause, "Neither a document nor a booking explains it; look at both sides."
    )


def _document(told: Told | None) -> str:
    return f"{kind_title(told.kind)} {told.number}" if told is not None else "a document"


def _booking(one: Booked | None) -> str:
    if one is None:
        return ""
    number = f" {one.document or one.reference}" if one.document or one.reference else ""
    return f"booked {plain(one.change)} ({one.reason}{number})"


def _why(booking: str) -> str:
    return f": it {booking}" if booking else ""


ADVICE: Mapping[Cause, str] = {
    Cause.REJECTED: "Mend what the other side objects to, then retry the document.",
    Cause.NOT_UNDERSTOOD: "Mend the map or the data at the source, then retry the document.",
    Cause.SET_ASIDE: "Correct the other side by hand, or approve the correction.",
    Cause.NOT_TOLD: "Read the source again; if it does not tell it then, correct the other side.",
    Cause.NOT_ROUTED: "Add a route for this kind of document, then retry it.",
    Cause.NOT_COMPARABLE: "Add the unit and its factor to the item's master data.",
    Cause.WRONG_UNIT: "Compare the unit in the item's master data of both sides, then correct.",
    Cause.POSITION_LOST: "Decide from where to read on; what is known makes no new documents.",
    Cause.NEEDS_LOGIN: "Enter the credentials of the endpoint again.",
    Cause.NUMBERS_MISSING: "Ask the source for these numbers, or read it again.",
    Cause.CONTROL_TOTAL: "Ask the source to send again what is missing.",
    Cause.MANUAL_CHANGE: "Ask who changed it; then approve the correction.",
}
DEFAULT_ADVICE = "Look at the history of both sides; then approve the correction."


def advice(cause: Cause) -> str:
    return ADVICE.get(cause, DEFAULT_ADVICE)


def side_names(left: str, right: str) -> dict[str, str]:
    return {LEFT: left, "right": right}

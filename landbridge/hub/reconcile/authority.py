"""Who is right where two endpoints differ: a matrix per object and field. Pure.

Sides are `left` (the office's endpoint) and `right` (the floor's); `ask` leaves it to a person.
"""

from collections.abc import Iterable, Mapping, Sequence

from landbridge.hub.facade.contracts import AuthorityRule
from landbridge.kit.findings import LandbridgeError

LEFT, RIGHT, ASK = "left", "right", "ask"
SIDES = (LEFT, RIGHT, ASK)
ANY = "*"
OBJECTS = ("stock", "outbound_order", "inbound_order", "item", "party")
FIELDS: Mapping[str, Sequence[str]] = {
    "stock": (ANY, "quantity", "lot", "status"),
    "outbound_order": (ANY, "quantity"),
    "inbound_order": (ANY, "quantity"),
    "item": (ANY, "description", "base_uom"),
    "party": (ANY, "name"),
}
RULES_MAX = 200


# The floor knows what lies there; the office knows what was agreed, and what things are called.
DEFAULTS = (
    AuthorityRule("stock", ANY, RIGHT),
    AuthorityRule("outbound_order", ANY, LEFT),
    AuthorityRule("inbound_order", ANY, LEFT),
    AuthorityRule("item", ANY, LEFT),
    AuthorityRule("party", ANY, LEFT),
)


def authority(rules: Iterable[AuthorityRule], object: str, field: str) -> str:
    """The side that is right: the most particular rule decides, of equal ones the last."""
    best, rank = ASK, -1
    for rule in (*DEFAULTS, *rules):
        if rule.object not in (object, ANY) or rule.field not in (field, ANY):
            continue
        found = 2 * (rule.object == object) + (rule.field == field)
        if found >= rank:
            best, rank = rule.side, found
    return best


def checked(rules: Iterable[AuthorityRule]) -> tuple[AuthorityRule, ...]:
    """Rules as they may be kept. Raises LandbridgeError."""
    kept = tuple(dict.fromkeys(rules))
    if len(kept) > RULES_MAX:
        raise LandbridgeError(f"at most {RULES_MAX} rules are kept for a pair")
    for rule in kept:
        if rule.side not in SIDES:
            raise LandbridgeError(
                f"{rule.side!r} is no side", remedy=f"Choose one of {', '.join(SIDES)}."
            )
        if rule.object not in (*OBJECTS, ANY):
            raise LandbridgeError(
                f"{rule.object!r} is not compared", remedy=f"Choose one of {', '.join(OBJECTS)}."
            )
    return kept


def from_json(stored: object) -> tuple[AuthorityRule, ...]:
    entries = stored if isinstance(stored, list) else []
    return tuple(AuthorityRule(one["object"], one["field"], one["side"]) for one in entries)


def to_json(rules: Iterable[AuthorityRule]) -> list[dict[str, str]]:
    return [{"object": r.object, "field": r.field, "side": r.side} for r in rules]

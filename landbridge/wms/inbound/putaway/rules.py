"""Pure decision: which bin goods are brought to by an ordered list of rules, and why."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from landbridge.kit.quantity import plain
from landbridge.wms.inbound.putaway.sizes import NOTHING, Size
from landbridge.wms.rulebook.contracts import Rule
from landbridge.wms.rulebook.rules import words

# Goods never fill a bin to the last corner.
FILL_MAX = Decimal("0.9")
AMBIENT = ("", "ambient")
STORABLE = "available"


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What stands in a bin, or is on its way to it (`coming`)."""

    owner: str
    item: str
    lot: str
    status: str
    quantity: Decimal
    size: Size
    coming: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A bin goods may go to. volume_mm3, weight_max_g: None where nobody measured.

    temperature_class, hazard_classes: its own, else its zone's.  reach_mm: how far from packing.
    """

    code: str
    zone: str = ""
    level: str = ""
    pick_sequence: int = 0
    reach_mm: int | None = None
    volume_mm3: Decimal | None = None
    weight_max_g: Decimal | None = None
    temperature_class: str = ""
    hazard_classes: tuple[str, ...] = ()
    held: tuple[Held, ...] = ()

    @property
    def size(self) -> Size:
        return sum((one.size for one in self.held), NOTHING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Goods:
    """What is to be stored. abc: how fast it moves at the site, "" if nobody counted."""

    owner: str
    item: str
    quantity: Decimal
    size: Size
    lot: str = ""
    status: str = STORABLE
    item_class: str = ""
    temperature_class: str = ""
    hazard_code: str = ""
    abc: str = ""
    whole_pallet: bool = False


@dataclass(frozen=True, slots=True)
class SiteClasses:
    """Whether a site says of any bin what it keeps; if it says nothing, nothing is demanded."""

    temperature: bool = False
    hazard: bool = False


@dataclass(frozen=True, slots=True)
class Search:
    """Places a rule looks at. home: pick sequence of a bin of the item, if it has one."""

    rule: Rule
    goods: Goods

    def action(self, name: str) -> str:
        return self.rule.actions.get(name, "")


@dataclass(frozen=True, slots=True)
class Home:
    """A bin the item has already."""

    code: str
    pick_sequence: int


@dataclass(frozen=True, slots=True)
class Found:
    """Candidates of a search, best first, and the item's home if there is one."""

    places: Sequence[Place]
    home: Home | None = None


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of one rule. passed_over: bins it could not take, each with its reason."""

    rule: str
    text: str
    passed_over: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """bin: "" if no rule found one.  tried: every rule until the one that decided."""

    bin: str
    text: str
    rule: str = ""
    rule_id: int = 0
    zone: str = ""
    tried: tuple[Tried, ...] = field(default=(), compare=False)


Finder = Callable[[Search], Found]

CONDITIONS: dict[str, Callable[[Goods], str]] = {
    "owner": lambda goods: goods.owner,
    "item": lambda goods: goods.item,
    "item_class": lambda goods: goods.item_class,
    "temperature_class": lambda goods: goods.temperature_class,
    "hazard_code": lambda goods: goods.hazard_code,
    "abc": lambda goods: goods.abc,
    "status": lambda goods: goods.status,
    "pallet": lambda goods: "yes" if goods.whole_pallet else "no",
}


def applies(rule: Rule, goods: Goods) -> bool:
    """Whether all conditions of a rule hold. `any` stands for whatever is not empty."""
    for name, text in rule.conditions.items():
        said = CONDITIONS[name](goods)
        wanted = words(text)
        if said not in wanted and not (said and "any" in wanted):
            return False
    return True


def suggest(
    rules: Iterable[Rule], goods: Goods, find: Finder, *, classes: SiteClasses = SiteClasses()
) -> Suggestion:
    """The first place that the first fitting rule finds; no rule, no place.

    rules: enabled ones in their order.
    """
    tried: list[Tried] = []
    for rule in rules:
        if not applies(rule, goods):
            tried.append(Tried(rule.name, "Its conditions do not hold."))
            continue
        search = Search(rule, goods)
        found = find(search)
        passed: list[tuple[str, str]] = []
        for place in found.places:
            if reason := unfit(place, search, classes):
                passed.append((place.code, reason))
                continue
            fullness = _fullness(place, goods)
            text = f"{_why(place, search, found.home)}{fullness} Rule: {rule.name}."
            tried.append(Tried(rule.name, text, tuple(passed)))
            return Suggestion(
                place.code, text, rule.name, rule.rule_id, place.zone, tried=tuple(tried)
            )
        tried.append(Tried(rule.name, "It finds no bin with room.", tuple(passed)))
    text = "No rule finds a bin with room: scan any storage bin."
    return Suggestion("", text, tried=tuple(tried))


def unfit(place: Place, search: Search, classes: SiteClasses) -> str:
    """Why goods cannot go to a place by this rule; "" if they can."""
    goods = search.goods
    return (
        _wrong_area(place, search)
        or wrong_class(place, goods, classes)
        or _wrong_company(place, search)
        or _no_room(place, goods)
    )


def _wrong_area(place: Place, search: Search) -> str:
    if (zones := words(search.action("zones"))) and place.zone not in zones:
        return f"it is in zone {place.zone or '–'}"
    if (levels := words(search.action("levels"))) and place.level not in levels:
        return f"it is on level {place.level or '–'}"
    if (bins := words(search.action("bins"))) and place.code not in bins:
        return "the rule names other bins"
    return ""


def wrong_class(place: Place, goods: Goods, classes: SiteClasses) -> str:
    """A bin that says what it keeps takes nothing else; special goods need a bin that says so."""
    wanted, kept = goods.temperature_class, place.temperature_class
    if wanted != kept and not (wanted in AMBIENT and kept in AMBIENT):
        if kept not in AMBIENT:
            return f"it keeps {kept} goods"
        if classes.temperature:
            return f"it is not {wanted}"
    if place.hazard_classes and goods.hazard_code not in place.hazard_classes:
        return f"it keeps hazard {', '.join(place.hazard_classes)}"
    if goods.hazard_code and not place.hazard_classes and classes.hazard:
        return f"it is not for hazard {goods.hazard_code}"
    return ""


def _wrong_company(place: Place, search: Search) -> str:
    """What stands beside the goods: nothing, the same item, or anything, as the rule says."""
    goods, look_for = search.goods, search.action("look_for")
    others = [one for one in place.held if (one.owner, one.item) != (goods.owner, goods.item)]
    same = [one for one in place.held if (one.owner, one.item) == (goods.owner, goods.item)]
    if look_for == "empty" and place.held:
        return "something is in it or on its way to it"
    if look_for == "same_item" and not same:
        return "it does not hold the item"
    if others and look_for != "mixed" and search.action("mix") != "items":
        return f"it holds {others[0].item} too"
    if any(one.owner != goods.owner for one in others):
        return "it holds goods of another owner"
    if any(one.status != goods.status for one in same):
        return "it holds the item in another status"
    if search.action("mix") not in ("lots", "items") and any(o.lot != goods.lot for o in same):
        return f"it holds lot {next(o.lot for o in same if o.lot != goods.lot) or '–'}"
    return ""


def _no_room(place: Place, goods: Goods) -> str:
    """Unmeasured bins and goods always fit."""
    after = place.size + goods.size
    if place.volume_mm3 is not None and (after.volume_mm3 or 0) > place.volume_mm3 * FILL_MAX:
        return "there is no room"
    if place.weight_max_g is not None and (after.weight_g or 0) > place.weight_max_g:
        return "it would be too heavy"
    return ""


def _why(place: Place, search: Search, home: Home | None) -> str:
    goods = search.goods
    same = [one for one in place.held if (one.owner, one.item) == (goods.owner, goods.item)]
    if same:
        lot = f" of lot {goods.lot}" if goods.lot else ""
        there = sum((one.quantity for one in same if not one.coming), Decimal(0))
        coming = sum((one.quantity for one in same if one.coming), Decimal(0))
        holds = f"holds {plain(there)}{lot}" if there else f"awaits {plain(coming)}{lot}"
        return f"{place.code} {holds} of this item already and has room."
    if place.held:
        return f"{place.code} has room beside {place.held[0].item}."
    nearness = search.action("nearness")
    if nearness == "item" and home is not None:
        return f"{place.code} is the empty bin nearest to {home.code}."
    if nearness == "packing" and place.reach_mm is not None:
        metres = round(place.reach_mm / 1000)
        return f"{place.code} is the empty bin nearest to packing ({metres} m)."
    if nearness == "far":
        return f"{place.code} is an empty bin far from packing."
    if search.action("bins"):
        return f"{place.code} is a bin kept for this."
    return f"{place.code} is the first empty bin on the pick walk."


def _fullness(place: Place, goods: Goods) -> str:
    """How full the bin is then, by what is measured and tighter."""
    after = place.size + goods.size
    shares = []
    if place.volume_mm3 and goods.size.volume_mm3 is not None:
        shares.append((after.volume_mm3 or Decimal(0)) / place.volume_mm3)
    if place.weight_max_g and goods.size.weight_g is not None:
        shares.append((after.weight_g or Decimal(0)) / place.weight_max_g)
    share = round(100 * max(shares, default=Decimal(0)))
    return f" It is {share} % full then." if share else ""


def ordered(places: Iterable[Place], search: Search, home: Home | None) -> list[Place]:
    """Places in the order a rule prefers them."""
    nearness = search.action("nearness")
    if nearness == "item" and home is not None:
        return sorted(places, key=lambda p: (abs(p.pick_sequence - home.pick_sequence), p.code))
    if nearness == "packing":
        return sorted(places, key=lambda p: (_reach(p), p.pick_sequence, p.code))
    if nearness == "far":
        return sorted(places, key=lambda p: (-_reach(p, 0), p.pick_sequence, p.code))
    return sorted(places, key=lambda p: (p.pick_sequence, p.code))


def _reach(place: Place, unknown: int = 2**40) -> int:
    return unknown if place.reach_mm is None else place.reach_mm

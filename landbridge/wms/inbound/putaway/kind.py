"""Putaway as a kind of rules: what a rule may say, how a written case is decided. Pure.

A test names the bins there are, one a line: `A-01-1 zone=PICK item=same lot=L1 holds=5`, where
`item=same` is the item of the case.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation

from landbridge.kit.findings import Finding, error
from landbridge.kit.pg.database import Connection
from landbridge.kit.quantity import is_writable
from landbridge.wms.inbound.putaway.rules import (
    CONDITIONS,
    Found,
    Goods,
    Held,
    Home,
    Place,
    Search,
    SiteClasses,
    ordered,
    suggest,
)
from landbridge.wms.inbound.putaway.sizes import NOTHING, Size
from landbridge.wms.rulebook.contracts import Decided, Rule, RuleField, RuleTest
from landbridge.wms.rulebook.rules import words

LITRE_MM3 = Decimal(1_000_000)
KILOGRAM_G = Decimal(1_000)
_OF_A_BIN = (
    "zone", "level", "sequence", "reach_m", "litres", "kilograms", "temperature", "hazards",
    "item", "lot", "status", "holds",
)  # fmt: skip
_NUMBERS = ("sequence", "reach_m", "litres", "kilograms", "holds")

_WHEN = (
    RuleField(name="owner", title="Owner", many=True),
    RuleField(name="item", title="Item", many=True),
    RuleField(name="item_class", title="Item class", many=True),
    RuleField(name="temperature_class", title="Temperature class", many=True),
    RuleField(name="hazard_code", title="Hazard", help="any means every hazard", many=True),
    RuleField(name="abc", title="ABC class", choices=("A", "B", "C"), many=True),
    RuleField(name="status", title="Status", many=True),
    RuleField(name="pallet", title="Whole pallet", choices=("yes", "no")),
)


class Putaway:
    """Rules that say where received goods are stored."""

    name = "putaway"
    title = "Putaway"
    elsewhere = ""
    conditions: tuple[RuleField, ...] = _WHEN
    actions: tuple[RuleField, ...] = (
        RuleField(
            name="look_for", title="Look for", choices=("same_item", "empty", "mixed"),
            help="a bin that holds the item, an empty one, or one that holds other items too",
        ),
        RuleField(name="zones", title="In zones", many=True),
        RuleField(name="levels", title="On levels", many=True),
        RuleField(name="bins", title="Only bins", many=True),
        RuleField(
            name="mix", title="May mix", choices=("nothing", "lots", "items"),
            help="lots of the item, or items too; without it each lot stands alone",
        ),
        RuleField(
            name="nearness", title="Order", choices=("item", "packing", "far", "walk"),
            help="near the item's other bins, near packing, far from it, along the pick walk",
        ),
    )  # fmt: skip
    given: tuple[RuleField, ...] = (
        RuleField(
            name="bins", title="Bins", lines=True,
            help="One a line: A-01-1 zone=PICK item=same lot=L1 holds=5 litres=900 kilograms=300",
        ),
    )  # fmt: skip
    event: tuple[RuleField, ...] = (
        *(RuleField(name=f.name, title=f.title, choices=f.choices) for f in _WHEN),
        RuleField(name="lot", title="Lot"),
        RuleField(name="quantity", title="Quantity"),
        RuleField(name="litres", title="Litres in all"),
        RuleField(name="kilograms", title="Kilograms in all"),
    )
    expected: tuple[RuleField, ...] = (
        RuleField(name="rule", title="Rule"),
        RuleField(name="bin", title="Bin", help="none: no bin is found"),
        RuleField(name="zone", title="Zone"),
    )
    defaults: tuple[Rule, ...] = (
        Rule(name="Same item together", position=1,
             actions={"look_for": "same_item", "nearness": "walk"}),
        Rule(name="Fast movers near packing", position=2, conditions={"abc": "A"},
             actions={"look_for": "empty", "nearness": "packing"}),
        Rule(name="Slow movers far away", position=3, conditions={"abc": "C"},
             actions={"look_for": "empty", "nearness": "far"}),
        Rule(name="Empty bin near the item", position=4,
             actions={"look_for": "empty", "nearness": "item"}),
    )  # fmt: skip

    def read(self, conn: Connection, site_id: int) -> tuple[Rule, ...]:
        return ()

    def check(self, rule: Rule) -> tuple[Finding, ...]:
        if not rule.actions.get("look_for"):
            return (error("actions.look_for", "required", "Say what kind of bin to look for."),)
        return ()

    def check_test(self, test: RuleTest) -> tuple[Finding, ...]:
        _, findings = read_bins(test.given.get("bins", ""))
        for name in ("quantity", "litres", "kilograms"):
            text = test.event.get(name, "")
            if text and _number(text) is None:
                said = f"{text} is no number for {name}."
                findings = (*findings, error(f"event.{name}", "number", said))
        return findings

    def decide(self, rules: Sequence[Rule], test: RuleTest) -> Decided:
        goods = _goods(test)
        bins, _ = read_bins(test.given.get("bins", ""), goods)
        classes = SiteClasses(
            any(b.temperature_class for b in bins), any(b.hazard_classes for b in bins)
        )

        def find(search: Search) -> Found:
            mine = [b for b in bins if any(h.item == goods.item for h in b.held)]
            home = Home(mine[0].code, mine[0].pick_sequence) if mine else None
            return Found(ordered(bins, search, home), home)

        found = suggest(rules, goods, find, classes=classes)
        values = {"rule": found.rule, "bin": found.bin, "zone": found.zone}
        return Decided(rule=found.rule, values=values, text=found.text)


def _goods(test: RuleTest) -> Goods:
    event = test.event
    return Goods(
        owner=event.get("owner", "OWNER"), item=event.get("item", "ITEM"),
        quantity=_number(event.get("quantity", "1")) or Decimal(1), lot=event.get("lot", ""),
        size=_size(event), status=event.get("status", "available"),
        item_class=event.get("item_class", ""), hazard_code=event.get("hazard_code", ""),
        temperature_class=event.get("temperature_class", ""), abc=event.get("abc", ""),
        whole_pallet=event.get("pallet", "") == "yes",
    )  # fmt: skip


def _size(event: Mapping[str, str]) -> Size:
    litres, kilograms = _number(event.get("litres", "")), _number(event.get("kilograms", ""))
    return Size(
        None if litres is None else litres * LITRE_MM3,
        None if kilograms is None else kilograms * KILOGRAM_G,
    )


def _number(text: str) -> Decimal | None:
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if is_writable(value) and 0 <= value < 10**15 else None


def read_bins(
    text: str, goods: Goods | None = None
) -> tuple[tuple[Place, ...], tuple[Finding, ...]]:
    """Bins of a test, one a line; findings name the line."""
    places: list[Place] = []
    findings: list[Finding] = []
    for line_number, line in enumerate(text.splitlines(), 1):
        code, *parts = line.split() or [""]
        if not code:
            continue
        values, wrong = _read_parts(line_number, parts)
        findings.extend(wrong)
        if any(place.code == code for place in places):
            findings.append(
                error("given.bins", "unique-bin", f"Line {line_number}: {code} is there twice.")
            )
        if not wrong:
            places.append(_place(code, values, len(places), goods))
    return tuple(places), tuple(findings)


def _read_parts(line: int, parts: Iterable[str]) -> tuple[dict[str, str], list[Finding]]:
    values: dict[str, str] = {}
    findings: list[Finding] = []
    for part in parts:
        name, sign, value = part.partition("=")
        if not sign or name not in _OF_A_BIN:
            known = ", ".join(f"{each}=" for each in _OF_A_BIN)
            text = f"Line {line}: {part} is not understood; there are {known}."
            findings.append(error("given.bins", "unknown-part", text))
        elif name in _NUMBERS and _number(value) is None:
            text = f"Line {line}: {value or 'nothing'} is no number for {name}."
            findings.append(error("given.bins", "number", text))
        else:
            values[name] = value
    return values, findings


def _place(code: str, values: dict[str, str], turn: int, goods: Goods | None) -> Place:
    item = values.get("item", "")
    held: tuple[Held, ...] = ()
    if item or "holds" in values:
        mine = item in ("same", "") and goods is not None
        held = (
            Held(
                owner=goods.owner if goods else "OWNER", lot=values.get("lot", ""),
                item=goods.item if mine and goods else item,
                status=values.get("status", "available"),
                quantity=_number(values.get("holds", "1")) or Decimal(0),
                size=NOTHING,
            ),
        )  # fmt: skip
    reach = _number(values.get("reach_m", ""))
    litres, kilograms = _number(values.get("litres", "")), _number(values.get("kilograms", ""))
    return Place(
        code=code, zone=values.get("zone", ""), level=values.get("level", ""),
        pick_sequence=int(_number(values.get("sequence", "")) or turn),
        reach_mm=None if reach is None else int(reach * 1000),
        volume_mm3=None if litres is None else litres * LITRE_MM3,
        weight_max_g=None if kilograms is None else kilograms * KILOGRAM_G,
        temperature_class=values.get("temperature", ""),
        hazard_classes=words(values.get("hazards", "")), held=held,
    )  # fmt: skip


PUTAWAY = Putaway()
assert {field.name for field in PUTAWAY.conditions} == CONDITIONS.keys()

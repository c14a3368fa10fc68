"""Release as a kind of rules: how a site releases, its templates of waves, and which of written
orders go to the floor under them.

A test names the orders that wait, one a line: `O-1 owner=ACME carrier=DHL priority=20 cutoff=90
waited=10 picks=3`, with minutes to their cut-off and minutes they have waited. With a moment
(`Mon 14:05`) the cut-offs of the site hold for orders that name none.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from landbridge.kit.findings import Finding, error
from landbridge.kit.pg.database import Connection
from landbridge.wms.outbound.allocation.releasing import BY_MODE
from landbridge.wms.outbound.cutoffs import cases
from landbridge.wms.outbound.cutoffs.queries import cutoffs_of
from landbridge.wms.outbound.waves.contracts import MODES, PICKING, WaveTemplate
from landbridge.wms.outbound.waves.own import is_due
from landbridge.wms.outbound.waves.settings import templates_in
from landbridge.wms.rulebook.cases import number_of, read_lines
from landbridge.wms.rulebook.contracts import Decided, Rule, RuleField, RuleTest

NOW = datetime(2001, 1, 1, tzinfo=UTC)  # any moment: tests say minutes from now
PRIORITY = 50
_NUMBERS = ("priority", "cutoff", "waited", "picks")
_PARTS = (*_NUMBERS, "owner", "carrier", "service")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Order:
    place: int
    number: str
    owner: str
    carrier: str
    priority: int
    cutoff: Decimal | None
    leaves: str
    waited: Decimal
    picks: int

    @property
    def turn(self) -> tuple[bool, Decimal, int, int]:
        """As `choose` has it: the nearest cut-off, then priority, then age."""
        return (self.cutoff is None, self.cutoff or Decimal(0), self.priority, self.place)


class Release:
    """Rules that say which orders go to the floor, and when."""

    name = "release"
    title = "When orders are released"
    elsewhere = "How orders go out"
    conditions: tuple[RuleField, ...] = (
        RuleField(name="owners", title="Owners", many=True),
        RuleField(name="carriers", title="Carriers", many=True),
        RuleField(name="service", title="Service"),
        RuleField(name="priority_max", title="Priority up to"),
        RuleField(name="cutoff_within_min", title="Cut-off within minutes"),
    )
    actions: tuple[RuleField, ...] = (
        RuleField(name="mode", title="Release", choices=MODES),
        RuleField(name="open_picks_max", title="Open picks at most"),
        RuleField(name="picking", title="Picked", choices=PICKING),
        RuleField(name="orders_max", title="Orders at most"),
        RuleField(name="orders_min", title="Begins with orders"),
        RuleField(name="wait_max_min", title="Begins after minutes"),
        RuleField(name="until", title="Leaves the same day until"),
        RuleField(name="weekdays", title="On weekdays", many=True),
    )
    given: tuple[RuleField, ...] = (
        RuleField(
            name="orders", title="Orders that hold their stock, the oldest first", lines=True,
            help="One a line: O-1 owner=ACME carrier=DHL priority=20 cutoff=90 waited=10 picks=3; "
            "cutoff, waited: in minutes; service=: for cut-offs of a service",
        ),
        RuleField(name="open_picks", title="Picks that are open already"),
    )  # fmt: skip
    event: tuple[RuleField, ...] = (
        RuleField(
            name="template", title="Somebody plans a wave from",
            help="empty: what goes by itself at that moment",
        ),
        RuleField(
            name="at", title="It is, on the site's wall",
            help="Mon 14:05: the site's cut-offs hold for orders without cutoff=",
        ),
    )  # fmt: skip
    expected: tuple[RuleField, ...] = (
        RuleField(name="rule", title="Rule", help="none: nothing goes yet"),
        RuleField(name="orders", title="Orders that go, the most urgent first",
                  help="none: nothing goes yet"),
        RuleField(name="leaves", title="Days they leave, in the same order", help="Mon Tue"),
    )  # fmt: skip
    defaults: tuple[Rule, ...] = ()

    def read(self, conn: Connection, site_id: int) -> tuple[Rule, ...]:
        """How the site releases, then its templates in the order in which they are looked at, then
        the cut-offs by which they look.
        """
        row = conn.execute(
            "SELECT mode, open_picks_max FROM release_policy WHERE site_id = %s", [site_id]
        ).fetchone()
        mode, most = row or ("at_once", 0)
        rules = [_mode_rule(mode, most)] if mode != "waves" else []
        rules += [_template_rule(one) for one in templates_in(conn, site_id, "")]
        rules += [cases.rule_of(one) for one in cutoffs_of(conn, site_id)]
        return tuple(
            Rule(name=one.name, position=place, conditions=one.conditions, actions=one.actions)
            for place, one in enumerate(rules, 1)
        )

    def check(self, rule: Rule) -> tuple[Finding, ...]:
        return ()

    def check_test(self, test: RuleTest) -> tuple[Finding, ...]:
        _, findings = read_lines(test.given.get("orders", ""), _PARTS, _NUMBERS, "given.orders")
        text = test.given.get("open_picks", "")
        if text and number_of(text) is None:
            said = f"{text} is no number for open_picks."
            findings = (*findings, error("given.open_picks", "number", said))
        moment = test.event.get("at", "")
        if moment and cases.moment_of(moment) is None:
            said = f"{moment} is no moment like Mon 14:05."
            findings = (*findings, error("event.at", "moment", said))
        return findings

    def decide(self, rules: Sequence[Rule], test: RuleTest) -> Decided:
        clock = cases.Clock(rules, test.event.get("at", ""))
        orders = _orders(test, clock)
        decided = self._decide(rules, orders, test)
        return replace(decided, also=tuple(clock.used))

    def _decide(self, rules: Sequence[Rule], orders: Sequence[_Order], test: RuleTest) -> Decided:
        code = test.event.get("template", "")
        templates = [rule for rule in rules if "picking" in rule.actions]
        if code:
            for rule in templates:
                if rule.name == code:
                    return _answer(rule, _fitting(rule, orders))
            return Decided(rule="", values={}, text=f"There is no template {code}.")
        modes = [rule for rule in rules if "mode" in rule.actions]
        for rule in modes or templates:
            if going := _by_itself(rule, orders, test):
                return _answer(rule, going)
        return Decided(rule="", values={}, text="Nothing goes yet.")


def _by_itself(rule: Rule, orders: Sequence[_Order], test: RuleTest) -> list[_Order]:
    mode = rule.actions.get("mode")
    if mode == "at_once":
        return sorted(orders, key=lambda one: (one.priority, one.place))
    if mode == "capacity":
        room = int(rule.actions["open_picks_max"]) - int(
            number_of(test.given.get("open_picks", "0")) or 0
        )
        going: list[_Order] = []
        for one in sorted(orders, key=lambda one: one.turn):
            if sum(other.picks for other in going) >= room:
                break
            going.append(one)
        return going
    template = _template(rule)
    fit = _fitting(rule, orders, limit=False)
    if not fit:
        return []
    waited = min(max(one.waited for one in fit), Decimal(cases.FAR))
    since = NOW - timedelta(minutes=float(waited))
    due = is_due(template, waiting=len(fit), since=since, now=NOW)
    return fit[: template.orders_max] if due else []


def _fitting(rule: Rule, orders: Sequence[_Order], *, limit: bool = True) -> list[_Order]:
    template = _template(rule)
    fit = [
        one
        for one in orders
        if (not template.owners or one.owner in template.owners)
        and (not template.carrier_codes or one.carrier in template.carrier_codes)
        and (template.priority_max is None or one.priority <= template.priority_max)
        and (
            template.cutoff_within_min is None
            or (one.cutoff is not None and one.cutoff <= template.cutoff_within_min)
        )
    ]
    fit.sort(key=lambda one: one.turn)
    return fit[: template.orders_max] if limit else fit


def _answer(rule: Rule, going: Sequence[_Order]) -> Decided:
    numbers = " ".join(one.number for one in going)
    name = rule.name if going else ""
    text = f"{numbers} go. Rule: {rule.name}." if going else f"No order fits {rule.name}."
    leaves = " ".join(one.leaves for one in going)
    if any(one.leaves != cases.UNKNOWN for one in going):
        text += f" They leave: {leaves}."
    values = {"rule": name, "orders": numbers, "leaves": leaves}
    return Decided(rule=name, values=values, text=text)


def _mode_rule(mode: str, most: int) -> Rule:
    actions = {"mode": mode} | ({"open_picks_max": str(most)} if mode == "capacity" else {})
    return Rule(name=BY_MODE[mode], actions=actions)


def _template_rule(template: WaveTemplate) -> Rule:
    conditions = {
        "owners": " ".join(template.owners), "carriers": " ".join(template.carrier_codes),
        "priority_max": _text(template.priority_max),
        "cutoff_within_min": _text(template.cutoff_within_min),
    }  # fmt: skip
    actions = {
        "picking": template.picking, "orders_max": _text(template.orders_max),
        "orders_min": _text(template.orders_min), "wait_max_min": _text(template.wait_max_min),
    }  # fmt: skip
    return Rule(
        name=template.code,
        conditions={name: text for name, text in conditions.items() if text},
        actions={name: text for name, text in actions.items() if text},
    )


def _template(rule: Rule) -> WaveTemplate:
    when, then = rule.conditions, rule.actions
    return WaveTemplate(
        site="", code=rule.name, owners=tuple(when.get("owners", "").split()),
        carrier_codes=tuple(when.get("carriers", "").split()),
        priority_max=_whole(when.get("priority_max")),
        cutoff_within_min=_whole(when.get("cutoff_within_min")),
        orders_max=int(then.get("orders_max", "1")), orders_min=_whole(then.get("orders_min")),
        wait_max_min=_whole(then.get("wait_max_min")),
    )  # fmt: skip


def _text(value: int | None) -> str:
    return "" if value is None else str(value)


def _whole(text: str | None) -> int | None:
    return int(text) if text else None


def _orders(test: RuleTest, clock: cases.Clock) -> list[_Order]:
    lines, _ = read_lines(test.given.get("orders", ""), _PARTS, _NUMBERS, "given.orders")
    times = [
        clock.leaving(
            values.get("carrier", ""), values.get("service", ""),
            number_of(values.get("cutoff", "")),
        )
        for _, values in lines
    ]  # fmt: skip
    return [
        _Order(
            place=place, number=number, owner=values.get("owner", ""),
            carrier=values.get("carrier", ""),
            priority=int(number_of(values.get("priority", f"{PRIORITY}")) or 0),
            cutoff=times[place][0], leaves=times[place][1],
            waited=number_of(values.get("waited", "")) or Decimal(0),
            picks=int(number_of(values.get("picks", "")) or 1),
        )
        for place, (number, values) in enumerate(lines)
    ]  # fmt: skip


RELEASE = Release()

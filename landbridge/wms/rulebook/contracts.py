"""Shapes of rules and of their tests. Conditions, actions and cases are texts by name: what they
mean is their kind's business, and whoever shows them needs no knowledge of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from landbridge.kit.findings import Finding
from landbridge.kit.pg.database import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleField:
    """One thing a rule or a case may say. choices: all values there are; () takes any text.

    many: several words, with spaces between.  lines: a text of several lines.
    """

    name: str
    title: str
    help: str = ""
    choices: tuple[str, ...] = ()
    many: bool = False
    lines: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """conditions: all of them hold; an absent one always does. rule_id: 0 for a default."""

    name: str
    position: int = 0
    conditions: Mapping[str, str] = field(default_factory=dict)
    actions: Mapping[str, str] = field(default_factory=dict)
    enabled: bool = True
    note: str = ""
    rule_id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleTest:
    """Given these circumstances, when this happens, then the rules answer this."""

    name: str
    given: Mapping[str, str] = field(default_factory=dict)
    event: Mapping[str, str] = field(default_factory=dict)
    expected: Mapping[str, str] = field(default_factory=dict)
    test_id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What a list of rules answered to a case. rule: name of the one that decided, "" if none.

    values: the answer by name, `rule` among them.  text: why, in a sentence.  also: names of other
    rules that had a say.
    """

    rule: str
    values: Mapping[str, str]
    text: str
    also: tuple[str, ...] = ()


class RuleKind(Protocol):
    """A kind of rules. All of it but `read` is pure.

    elsewhere: "" for lists that are kept and changed here; else where their rules are set, which
    `read` finds.  defaults: of lists that are kept here.
    """

    name: str
    title: str
    elsewhere: str
    conditions: tuple[RuleField, ...]
    actions: tuple[RuleField, ...]
    given: tuple[RuleField, ...]
    event: tuple[RuleField, ...]
    expected: tuple[RuleField, ...]
    defaults: tuple[Rule, ...]

    def read(self, conn: Connection, site_id: int) -> tuple[Rule, ...]:
        """The rules of a site, in their order, where they are set elsewhere."""
        ...

    def check(self, rule: Rule) -> tuple[Finding, ...]:
        """Findings beyond what the fields say."""
        ...

    def check_test(self, test: RuleTest) -> tuple[Finding, ...]:
        """Findings of a test beyond what the fields say."""
        ...

    def decide(self, rules: Sequence[Rule], test: RuleTest) -> Decided:
        """What enabled rules, in their order, answer to the case of a test."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class TestOutcome:
    """What a test said. expected, got: only what differs, as text."""

    __test__ = False

    name: str
    passed: bool
    rule: str
    expected: str
    got: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TestRun:
    """All tests of a list. untested: names of enabled rules that no test's case reaches."""

    __test__ = False

    outcomes: tuple[TestOutcome, ...]
    untested: tuple[str, ...]

    @property
    def failed(self) -> tuple[TestOutcome, ...]:
        return tuple(outcome for outcome in self.outcomes if not outcome.passed)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleView:
    """A rule with what became of it. used_count: decisions of the last 90 days, of its kind:
    goods stored, order lines given stock, orders sent to the floor."""

    rule: Rule
    used_count: int
    last_used_at: datetime | None
    tested: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleChange:
    at: datetime
    actor: str
    what: str
    passed_count: int
    failed_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebook:
    """A list with its tests. is_default: nobody has changed it yet.  elsewhere: where its rules
    are set, "" if here."""

    kind: str
    title: str
    elsewhere: str
    site: str
    is_default: bool
    rules: tuple[RuleView, ...]
    tests: tuple[RuleTest, ...]
    run: TestRun
    changes: tuple[RuleChange, ...]
    conditions: tuple[RuleField, ...]
    actions: tuple[RuleField, ...]
    given: tuple[RuleField, ...]
    event: tuple[RuleField, ...]
    expected: tuple[RuleField, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesChanged:
    """rule_id: of the rule that was saved, 0 for other changes."""

    rule_id: int
    rule_count: int
    passed_count: int
    failed: tuple[str, ...]
    untested: tuple[str, ...]

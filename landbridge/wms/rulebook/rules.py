"""Pure decisions on lists of rules: are rule and test fit, what do the tests say."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from landbridge.kit.findings import Finding, error
from landbridge.wms.forms.contracts import Wrong
from landbridge.wms.rulebook.contracts import (
    Decided,
    Rule,
    RuleField,
    RuleKind,
    RuleTest,
    TestOutcome,
    TestRun,
)

NAME_MAX = 120
VALUE_MAX = 4_000
RULES_MAX = 200
TESTS_MAX = 500


def words(text: str) -> tuple[str, ...]:
    """A list as people write it: spaces or commas between."""
    return tuple(text.replace(",", " ").split())


def cleaned(values: Mapping[str, str]) -> dict[str, str]:
    """Without blanks and empty values."""
    return {name: text.strip() for name, text in values.items() if text.strip()}


def check_rule(kind: RuleKind, rule: Rule) -> tuple[Finding, ...]:
    """Why a rule cannot be taken; paths are `conditions.abc`, `actions.zones`, `name`."""
    findings = [
        *_check_name(rule.name),
        *_check_values("conditions", rule.conditions, kind.conditions),
        *_check_values("actions", rule.actions, kind.actions),
    ]
    return tuple(findings) or kind.check(rule)


def check_test(kind: RuleKind, test: RuleTest) -> tuple[Finding, ...]:
    findings = [
        *_check_name(test.name),
        *_check_values("given", test.given, kind.given),
        *_check_values("event", test.event, kind.event),
        *_check_values("expected", test.expected, kind.expected),
    ]
    if not test.expected:
        findings.append(error("expected", "required", "Say what is expected."))
    return tuple(findings) or kind.check_test(test)


def _check_name(name: str) -> Iterable[Finding]:
    if not name.strip() or len(name) > NAME_MAX or not name.isprintable():
        yield error("name", "name", f"A name has 1 to {NAME_MAX} printable characters.")


def _check_values(
    part: str, values: Mapping[str, str], fields: Sequence[RuleField]
) -> Iterable[Finding]:
    known = {field.name: field for field in fields}
    for name, text in values.items():
        path = f"{part}.{name}"
        field = known.get(name)
        if field is None:
            yield error(path, "unknown-field", f"There is nothing called {name} here; "
                        f"there are {', '.join(known)}.")  # fmt: skip
        elif len(text) > VALUE_MAX or "\x00" in text:
            yield error(path, "too-long", f"{field.title} has more than {VALUE_MAX} characters.")
        elif field.choices:
            for word in words(text) if field.many else (text,):
                if word not in field.choices:
                    yield error(path, "choice", f"{field.title}: {word} is not one of "
                                f"{', '.join(field.choices)}.")  # fmt: skip


def run_tests(kind: RuleKind, rules: Sequence[Rule], tests: Sequence[RuleTest]) -> TestRun:
    """What each test says of the rules, and which enabled rules none of them reaches."""
    in_order = enabled(rules)
    outcomes = []
    reached: set[str] = set()
    for test in tests:
        decided = kind.decide(in_order, test)
        reached |= {decided.rule, *decided.also}
        outcomes.append(_outcome(test, decided))
    untested = tuple(rule.name for rule in in_order if rule.name not in reached)
    return TestRun(outcomes=tuple(outcomes), untested=untested)


def broken_by(was: TestRun, now: TestRun) -> Wrong | None:
    """The refusal of a change that makes a test fail which has passed; None if it makes none."""
    fine = {outcome.name for outcome in was.outcomes if outcome.passed}
    first = next((outcome for outcome in now.failed if outcome.name in fine), None)
    if first is None:
        return None
    return Wrong(
        f"Nothing was changed: the test {first.name} would fail, it expects "
        f"{first.expected} and would get {first.got}. Correct the rule or the test.",
        "rule-test-failed", read=first.got, expected=first.expected,
    )  # fmt: skip


def enabled(rules: Sequence[Rule]) -> list[Rule]:
    return [rule for rule in sorted(rules, key=lambda rule: rule.position) if rule.enabled]


def _outcome(test: RuleTest, decided: Decided) -> TestOutcome:
    wrong = {
        name: (text, decided.values.get(name, ""))
        for name, text in test.expected.items()
        if decided.values.get(name, "") != ("" if text == "none" else text)
    }
    return TestOutcome(
        name=test.name, passed=not wrong, rule=decided.rule, text=decided.text,
        expected=", ".join(f"{name} {said}" for name, (said, _) in wrong.items()),
        got=", ".join(f"{name} {got or 'none'}" for name, (_, got) in wrong.items()),
    )  # fmt: skip


def numbered(rules: Sequence[Rule]) -> tuple[Rule, ...]:
    """The same rules with positions 1, 2, 3, ..."""
    return tuple(replace(rule, position=place) for place, rule in enumerate(rules, 1))

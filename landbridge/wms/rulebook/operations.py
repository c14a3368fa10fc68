"""Changing lists of rules and their tests. Every change runs all tests of the list; one that makes
a test fail is refused unless it is wanted despite that."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from landbridge.kit.findings import Finding
from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection
from landbridge.wms.forms.contracts import Wrong
from landbridge.wms.forms.operations import once
from landbridge.wms.master.queries import known_zones, scanned_bin, site_by_code
from landbridge.wms.rulebook.contracts import (
    Rule,
    Rulebook,
    RuleChange,
    RuleKind,
    RulesChanged,
    RuleTest,
    RuleView,
)
from landbridge.wms.rulebook.kinds import KINDS, kind_named
from landbridge.wms.rulebook.queries import SQL, as_text, rules_of, tests_of, uses_of
from landbridge.wms.rulebook.rules import (
    RULES_MAX,
    TESTS_MAX,
    broken_by,
    check_rule,
    check_test,
    cleaned,
    numbered,
    run_tests,
    words,
)

USED_WITHIN = timedelta(days=90)
Change = Callable[[list[Rule]], list[Rule]]


def rule_kinds() -> tuple[tuple[str, str], ...]:
    """Name and title of every kind of rules."""
    return tuple((kind.name, kind.title) for kind in KINDS.values())


def rulebook(ground: Ground, *, kind: str, site: str) -> Rulebook:
    """The rules of a site with their tests, what these say now, and what became of the rules.

    Wrong: unknown-kind, unknown-site.
    """
    known = kind_named(kind)
    since = ground.clock.now() - USED_WITHIN
    with ground.pg.snapshot() as conn:
        site_id = site_by_code(conn, site).site_id
        rules, tests = rules_of(conn, known, site_id), tests_of(conn, kind, site_id)
        ids = [rule.rule_id for rule in rules if rule.rule_id]
        uses = uses_of(conn, known, site_id, rules, since)
        changes = conn.execute(SQL["changes"], {"kind": kind, "site_id": site_id}).fetchall()
    run = run_tests(known, rules, tests)
    views = tuple(
        RuleView(
            rule=rule,
            used_count=uses.get(rule.name, (0, None))[0],
            last_used_at=uses.get(rule.name, (0, None))[1],
            tested=rule.enabled and rule.name not in run.untested,
        )
        for rule in rules
    )  # fmt: skip
    return Rulebook(
        kind=kind, title=known.title, elsewhere=known.elsewhere, site=site, rules=views,
        is_default=not ids and not known.elsewhere, tests=tests,
        run=run, conditions=known.conditions, actions=known.actions, given=known.given,
        event=known.event, expected=known.expected,
        changes=tuple(
            RuleChange(at=at, actor=actor, what=what, passed_count=passed, failed_count=failed)
            for at, actor, what, passed, failed in changes
        ),
    )  # fmt: skip


def save_rule(
    ground: Ground, *, key: str, actor: str, kind: str, site: str, rule: Rule, replaces: str = "",
    despite_failures: bool = False,
) -> RulesChanged:  # fmt: skip
    """Change the rule called `replaces`, or add one (""): at `rule.position`, 0 for where it was,
    or the end.

    Wrong: unknown-kind, unknown-site, not-found, rule (what is wrong with it), unknown-zone,
    unknown-bin, blocked-bin, rule-test-failed.
    """
    known = kind_named(kind)
    neat = replace(
        rule, name=rule.name.strip(), conditions=cleaned(rule.conditions),
        actions=cleaned(rule.actions),
    )  # fmt: skip
    _refuse(check_rule(known, neat), "rule")

    def change(rules: list[Rule]) -> list[Rule]:
        at = len(rules)
        saved = replace(neat, rule_id=0)
        if replaces:
            at = _place(rules, replaces)
            saved = replace(neat, rule_id=rules.pop(at).rule_id)
        if any(other.name == saved.name for other in rules):
            raise Wrong(f"There is another rule called {saved.name}.", "rule", read=saved.name)
        if len(rules) >= RULES_MAX:
            raise Wrong(f"A list has at most {RULES_MAX} rules.", "rule")
        rules.insert(max(0, min(neat.position - 1 if neat.position else at, len(rules))), saved)
        return rules

    what = f"{'Changed' if replaces else 'Added'} {neat.name}"
    inputs = (kind, site, repr(rule), replaces, despite_failures)
    return _change(ground, known, site, change, what, key, actor, inputs, despite_failures)


def move_rule(
    ground: Ground, *, key: str, actor: str, kind: str, site: str, name: str, by: int,
    despite_failures: bool = False,
) -> RulesChanged:  # fmt: skip
    """Move a rule up (by=-1) or down. Wrong as save_rule."""

    def change(rules: list[Rule]) -> list[Rule]:
        at = _place(rules, name)
        rule = rules.pop(at)
        rules.insert(max(0, min(at + by, len(rules))), rule)
        return rules

    what = f"Moved {name} {'up' if by < 0 else 'down'}"
    inputs = (kind, site, name, by, despite_failures)
    known = kind_named(kind)
    return _change(ground, known, site, change, what, key, actor, inputs, despite_failures)


def remove_rule(
    ground: Ground, *, key: str, actor: str, kind: str, site: str, name: str,
    despite_failures: bool = False,
) -> RulesChanged:  # fmt: skip
    """Take a rule out of its list. Wrong as save_rule."""

    def change(rules: list[Rule]) -> list[Rule]:
        rules.pop(_place(rules, name))
        if not rules:
            raise Wrong("The last rule stays; disable it if nothing is to be decided.", "rule")
        return rules

    inputs = (kind, site, name, despite_failures)
    known = kind_named(kind)
    return _change(
        ground, known, site, change, f"Removed {name}", key, actor, inputs, despite_failures
    )


def _place(rules: Sequence[Rule], name: str) -> int:
    for place, rule in enumerate(rules):
        if rule.name == name:
            return place
    raise Wrong(f"There is no rule called {name}.", "not-found", read=name)


def _check_places(conn: Connection, site_id: int, rule: Rule) -> None:
    """Zones and bins that a rule names are there: a slip would make it find nothing, silently.

    Wrong: unknown-zone, unknown-bin, blocked-bin.
    """
    known_zones(conn, site_id, words(rule.actions.get("zones", "")))
    for code in words(rule.actions.get("bins", "")):
        scanned_bin(conn, site_id, code)


def _change(
    ground: Ground, kind: RuleKind, site: str, change: Change, what: str, key: str, actor: str,
    inputs: tuple[object, ...], despite_failures: bool,
) -> RulesChanged:  # fmt: skip
    if kind.elsewhere:
        raise Wrong(f"These rules are set under {kind.elsewhere}.", "rule", read=kind.name)

    def work(conn: Connection) -> RulesChanged:
        site_id = site_by_code(conn, site).site_id
        conn.execute(SQL["hold_list"], {"kind": kind.name, "site_id": site_id})
        before = rules_of(conn, kind, site_id)
        after = numbered(change([*before]))
        were = {rule.name: rule.actions for rule in before}
        for rule in after:
            if were.get(rule.name) != rule.actions:
                _check_places(conn, site_id, rule)
        tests = tests_of(conn, kind.name, site_id)
        was, run = run_tests(kind, before, tests), run_tests(kind, after, tests)
        if (refusal := broken_by(was, run)) is not None and not despite_failures:
            raise refusal
        now = ground.clock.now()
        ids = _write(conn, kind.name, site_id, after, at=now, actor=actor)
        passed = len(run.outcomes) - len(run.failed)
        conn.execute(
            SQL["add_change"],
            {
                "kind": kind.name, "site_id": site_id, "at": now, "actor": actor, "what": what,
                "rules": as_text(after), "passed": passed, "failed": len(run.failed),
            },
        )  # fmt: skip
        new = set(ids) - {rule.rule_id for rule in before}
        return RulesChanged(
            rule_id=new.pop() if len(new) == 1 else 0, rule_count=len(after),
            passed_count=passed, failed=tuple(outcome.name for outcome in run.failed),
            untested=run.untested,
        )  # fmt: skip

    return once(
        ground, work, key=key, operation="change_rules", actor=actor, inputs=(what, *inputs),
        answer=RulesChanged,
    )  # fmt: skip


def _write(
    conn: Connection, kind: str, site_id: int, rules: Sequence[Rule], *, at: datetime, actor: str
) -> list[int]:
    kept = [rule.rule_id for rule in rules if rule.rule_id]
    conn.execute(SQL["drop_rules"], {"kind": kind, "site_id": site_id, "kept": kept})
    ids: list[int] = []
    for rule in rules:
        values = {
            "kind": kind, "site_id": site_id, "position": rule.position, "name": rule.name,
            "conditions": json.dumps(dict(rule.conditions), ensure_ascii=False),
            "actions": json.dumps(dict(rule.actions), ensure_ascii=False),
            "enabled": rule.enabled, "note": rule.note, "at": at, "actor": actor,
            "rule_id": rule.rule_id,
        }  # fmt: skip
        row = None
        if rule.rule_id:
            conn.execute(SQL["change_rule"], values)
        else:
            row = conn.execute(SQL["add_rule"], values).fetchone()
        ids.append(row[0] if row is not None else rule.rule_id)
    return ids


def save_rule_test(
    ground: Ground, *, key: str, actor: str, kind: str, site: str, test: RuleTest
) -> RulesChanged:
    """Make a test, or change the one of its name. It may fail: then the rules are to be corrected.

    Wrong: unknown-kind, unknown-site, rule-test (what is wrong with it).
    """
    known = kind_named(kind)
    neat = replace(
        test, name=test.name.strip(), given=cleaned(test.given), event=cleaned(test.event),
        expected=cleaned(test.expected),
    )  # fmt: skip
    _refuse(check_test(known, neat), "rule-test")

    def work(conn: Connection) -> RulesChanged:
        site_id = site_by_code(conn, site).site_id
        conn.execute(SQL["hold_list"], {"kind": kind, "site_id": site_id})
        if len(tests_of(conn, kind, site_id)) >= TESTS_MAX:
            raise Wrong(f"A list has at most {TESTS_MAX} tests.", "rule-test")
        conn.execute(
            SQL["put_test"],
            {
                "kind": kind, "site_id": site_id, "name": neat.name, "at": ground.clock.now(),
                "actor": actor,
                **{
                    part: json.dumps(dict(getattr(neat, part)), ensure_ascii=False)
                    for part in ("given", "event", "expected")
                },
            },
        )  # fmt: skip
        return _standing(conn, known, site_id)

    return once(
        ground, work, key=key, operation="save_rule_test", actor=actor,
        inputs=(kind, site, repr(test)), answer=RulesChanged,
    )  # fmt: skip


def remove_rule_test(
    ground: Ground, *, key: str, actor: str, kind: str, site: str, test_id: int
) -> RulesChanged:
    """Take a test away. Wrong: unknown-kind, unknown-site, not-found."""
    known = kind_named(kind)

    def work(conn: Connection) -> RulesChanged:
        site_id = site_by_code(conn, site).site_id
        where = {"kind": kind, "site_id": site_id, "test_id": test_id}
        if not conn.execute(SQL["drop_test"], where).rowcount:
            raise Wrong("This test is not there any more.", "not-found", read=str(test_id))
        return _standing(conn, known, site_id)

    return once(
        ground, work, key=key, operation="remove_rule_test", actor=actor,
        inputs=(kind, site, test_id), answer=RulesChanged,
    )  # fmt: skip


def _standing(conn: Connection, kind: RuleKind, site_id: int) -> RulesChanged:
    rules, tests = rules_of(conn, kind, site_id), tests_of(conn, kind.name, site_id)
    run = run_tests(kind, rules, tests)
    return RulesChanged(
        rule_id=0, rule_count=len(rules), passed_count=len(run.outcomes) - len(run.failed),
        failed=tuple(outcome.name for outcome in run.failed), untested=run.untested,
    )  # fmt: skip


def _refuse(findings: Sequence[Finding], code: str) -> None:
    if findings:
        text = " ".join(finding.text for finding in findings[:3])
        raise Wrong(text, code, read=findings[0].path)

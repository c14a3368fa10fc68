"""Reads of rules on the caller's connection."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from landbridge.kit.pg.database import Connection
from landbridge.kit.pg.named import named_sql
from landbridge.wms.rulebook.contracts import Rule, RuleKind, RuleTest

SQL = named_sql("landbridge.wms.rulebook", "sql/rulebook.sql")


def rules_of(conn: Connection, kind: RuleKind, site_id: int) -> tuple[Rule, ...]:
    """The rules of a site in their order; the kind's defaults while nobody has changed them."""
    if kind.elsewhere:
        return kind.read(conn, site_id)
    rows = conn.execute(SQL["rules"], {"kind": kind.name, "site_id": site_id}).fetchall()
    return tuple(_rule(row) for row in rows) or kind.defaults


def _rule(row: tuple[Any, ...]) -> Rule:
    return Rule(
        rule_id=row[0], position=row[1], name=row[2], conditions=row[3], actions=row[4],
        enabled=row[5], note=row[6],
    )  # fmt: skip


def tests_of(conn: Connection, kind: str, site_id: int) -> tuple[RuleTest, ...]:
    rows = conn.execute(SQL["tests"], {"kind": kind, "site_id": site_id}).fetchall()
    return tuple(
        RuleTest(test_id=row[0], name=row[1], given=row[2], event=row[3], expected=row[4])
        for row in rows
    )


def use_rule(conn: Connection, rule_id: int, at: datetime) -> None:
    """Remember that a rule decided; defaults have no number and are not remembered."""
    if rule_id:
        conn.execute(SQL["use_rule"], [rule_id, at])


def count_uses(
    conn: Connection, kind: str, uses: Mapping[tuple[int, str], int], at: datetime
) -> None:
    """Remember how often rules that are set elsewhere decided; uses: by site_id and rule."""
    if uses:
        rows = [
            {"site_id": site_id, "rule": rule, "use_count": count}
            for (site_id, rule), count in uses.items()
        ]
        where = {"kind": kind, "rows": json.dumps(rows), "at": at, "day": at.date()}
        conn.execute(SQL["count_uses"], where)


def uses_of(
    conn: Connection, kind: RuleKind, site_id: int, rules: Iterable[Rule], since: datetime
) -> dict[str, tuple[int, datetime | None]]:
    """How often each rule decided since then, and when last; by name."""
    if kind.elsewhere:
        where = {"kind": kind.name, "site_id": site_id, "since": since}
        found = conn.execute(SQL["counted_uses"], where)
        return {name: (count, last) for name, count, last in found}
    names = {rule.rule_id: rule.name for rule in rules if rule.rule_id}
    rows = conn.execute(SQL["uses"], {"rule_ids": [*names], "since": since})
    return {names[rule_id]: (count, last) for rule_id, count, last in rows}


def as_text(rules: Iterable[Rule]) -> str:
    """A whole list for its history."""
    return json.dumps(
        [
            {
                "name": rule.name, "conditions": dict(rule.conditions),
                "actions": dict(rule.actions), "enabled": rule.enabled, "note": rule.note,
            }
            for rule in rules
        ],
        ensure_ascii=False,
    )  # fmt: skip

"""Tests of rules that are set elsewhere: run at each change of these, before it stands."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from landbridge.kit.pg.database import Connection
from landbridge.wms.rulebook.queries import SQL, as_text, rules_of, tests_of
from landbridge.wms.rulebook.rules import broken_by, run_tests


@dataclass(frozen=True, slots=True)
class Told:
    """What is changed, by whom, when; despite_failures: also if a test fails then."""

    what: str
    actor: str
    at: datetime
    despite_failures: bool = False


@contextmanager
def watched(
    conn: Connection, kind: str, told: Told, *, site_id: int | None = None
) -> Iterator[None]:
    """Around a change of rules, in its transaction: Wrong("rule-test-failed") takes it back if it
    makes a test fail. site_id: of the site they hold at, None for all.
    """
    # The kinds know the rooms whose settings call this.
    from landbridge.wms.rulebook.kinds import kind_named

    known = kind_named(kind)
    sites = conn.execute(SQL["tested_sites"], {"kind": kind, "site_id": site_id}).fetchall()
    before = {}
    for (site,) in sites:
        conn.execute(SQL["hold_list"], {"kind": kind, "site_id": site})
        tests = tests_of(conn, kind, site)
        before[site] = tests, run_tests(known, rules_of(conn, known, site), tests)
    yield
    for site, (tests, was) in before.items():
        rules = rules_of(conn, known, site)
        run = run_tests(known, rules, tests)
        if (refusal := broken_by(was, run)) is not None and not told.despite_failures:
            raise refusal
        conn.execute(
            SQL["add_change"],
            {
                "kind": kind, "site_id": site, "at": told.at, "actor": told.actor,
                "what": told.what,
                "rules": as_text(rules), "passed": len(run.outcomes) - len(run.failed),
                "failed": len(run.failed),
            },
        )  # fmt: skip

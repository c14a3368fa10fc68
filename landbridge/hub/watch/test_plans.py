"""Reading stays cheap however long the history is: plans are checked, not the clock.

A hub with 200,000 finished documents over 20 days and a little open work. Every SELECT that a
read runs is explained with its real values; what it touched is counted row by row.
"""

import hashlib
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from psycopg import Cursor
from psycopg_pool import ConnectionPool

from landbridge.hub import facade
from landbridge.hub.deliver.operations import SQL as DELIVER
from landbridge.hub.endpoints.conftest import FLOOR, OFFICE, FloorConfig, OfficeConfig
from landbridge.hub.facade.views import DeadLetterFilter, DocumentFilter, DocumentState
from landbridge.hub.numbers import first_of
from landbridge.hub.reconcile.queries import SQL as RECONCILE
from landbridge.hub.watch import documents
from landbridge.kit.clock import VirtualClock
from landbridge.kit.crypto import SecretBox
from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Database
from landbridge.kit.pg.embedded import EmbeddedServer

NOON = datetime(2026, 3, 20, 12, 0, tzinfo=UTC)
DAYS = 20
PER_DAY = 10_000
DOCUMENTS = DAYS * PER_DAY
PREFIX = "plans_"
SCANS = {"Seq Scan", "Index Scan", "Index Only Scan", "Bitmap Heap Scan", "Tid Scan"}
HISTORY = ("envelope", "message", "known_number", "closed_delivery", "attempt", "event", "crossref")

FILL = """
WITH n AS MATERIALIZED (
  SELECT %(first)s + i AS id, i, %(start)s::timestamptz + i * interval '1 second' AS at,
         %(day)s::int * %(per_day)s::int + i AS nth,
         CASE WHEN %(day)s = 0 AND i < 200 THEN 'party'
              WHEN i %% 10 < 6 THEN 'outbound_order'
              WHEN i %% 10 < 8 THEN 'shipment_confirmation' ELSE 'item' END AS kind,
         CASE WHEN %(day)s = 1 AND i < 20 THEN 'RARE' ELSE 'ACME' END AS owner
    FROM generate_series(1, %(per_day)s::int) i
), fourth AS MATERIALIZED (
  -- What is looked up by its key only need not be there for every document.
  SELECT * FROM n WHERE nth %% 4 = 0
), envelopes AS (
  INSERT INTO envelope (id, endpoint_id, stream, source_key, wire_type, content, content_hash,
                        received_at, changed)
  SELECT id, 1, '', 'sale,' || nth, 'sale', '{}', '\\x00', at, false FROM fourth
), keys AS (
  INSERT INTO envelope_key (endpoint_id, source_key, content_hash, envelope_id)
  SELECT 1, 'sale,' || nth, '\\x00', id FROM fourth
), messages AS (
  INSERT INTO message (id, envelope_id, part_index, source_id, kind, owner, number, version,
                       order_key, wire_type, state, content, map_name, map_version,
                       correlation_id, causation_id, received_at, translated_at, took_us)
  SELECT id, id, 0, 1, kind, owner, 'SO-' || nth, 1, kind || '/' || owner || '/SO-' || nth,
         'sale', 'fit', '{"kind":"item"}', '', '', '', '', at, at, 900 FROM n
), numbers AS (
  INSERT INTO known_number (message_id, number, meaning)
  SELECT id, 'PO ' || nth / 3, 'customer_order' FROM fourth
), deliveries AS (
  INSERT INTO closed_delivery (id, message_id, envelope_id, source_id, target_id, kind, owner,
                               number, version, order_key, received_at, created_at, state,
                               closed_at, attempts, ack, target_number, detail, asked_by, asked_why)
  SELECT id, id, id, 1, 2, kind, owner, 'SO-' || nth, 1, kind || '/' || owner || '/SO-' || nth, at,
         at, 'acknowledged', at, 1, '', 'WH-' || nth, '', '', '' FROM n
), attempts AS (
  INSERT INTO attempt (delivery_id, attempt, worker_id, started_at, took_us, result, why,
                       map_name, map_version, sent_bytes)
  SELECT id, 1, 1, at, 2000, 'delivered', '', '', '', 2 FROM fourth
)
INSERT INTO crossref (endpoint_id, subject, ours, theirs, message_id, at)
SELECT 2, kind, owner || '/SO-' || nth, 'WH-' || nth, id, at FROM fourth
"""

OPEN = """
INSERT INTO open_delivery (id, message_id, envelope_id, source_id, target_id, kind, owner, number,
                           version, order_key, received_at, created_at, due_at, since, state,
                           attempts, why)
SELECT id + 5000000, id, envelope_id, 1, 2, kind, owner, number, version, order_key || id,
       received_at, received_at, received_at, received_at,
       CASE WHEN id %% 50 = 0 THEN 'rejected' ELSE 'due' END, 0, ''
  FROM message WHERE id >= %(first)s ORDER BY id LIMIT 1000
"""


@dataclass
class Spy:
    """Plans of the SELECTs that ran. rows: touched by scans of history tables."""

    plans: list[dict[str, Any]] = field(default_factory=list)

    def touched(self) -> int:
        """Rows that scans read, whether they were kept or thrown away."""
        return sum(
            (node["Actual Rows"] + node.get("Rows Removed by Filter", 0)
             + node.get("Rows Removed by Index Recheck", 0)) * node["Actual Loops"]
            for node in self.scans()
        )  # fmt: skip

    def scans(self) -> Iterator[dict[str, Any]]:
        for plan in self.plans:
            yield from (node for node in _nodes(plan) if node["Node Type"] in SCANS)

    def history_read_whole(self) -> list[str]:
        """Partitions of history that were read from end to end."""
        return [
            node["Relation Name"]
            for node in self.scans()
            if node["Node Type"] == "Seq Scan"
            and node["Actual Loops"]
            and node["Relation Name"].rsplit("_2026", 1)[0] in HISTORY
            and node["Actual Rows"] + node.get("Rows Removed by Filter", 0) > 100
        ]


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for child in node.get("Plans", ()):
        yield from _nodes(child)


SPY = Spy()


class SpyingCursor(Cursor[Any]):
    """Explains a SELECT before it runs it."""

    def execute(self, query: Any, params: Any = None, **more: Any) -> Any:
        text = query if isinstance(query, bytes) else str(query).encode()
        words = text.split(None, 1)
        if words and words[0].upper() in (b"SELECT", b"WITH", b"--") and b"open_days" not in text:
            plain = Cursor(self.connection)
            plain.execute(b"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) " + text, params)
            SPY.plans.append(plain.fetchone()[0][0]["Plan"])
        return super().execute(query, params, **more)


def spied_on(dsn: str) -> ConnectionPool[Any]:
    """Connections of the hub whose SELECTs are explained."""

    def configure(conn: psycopg.Connection[Any]) -> None:
        conn.execute("SET ROLE landbridge_hub")
        conn.execute("SET search_path TO hub, public")
        conn.cursor_factory = SpyingCursor

    return ConnectionPool(
        dsn, min_size=0, max_size=4, kwargs={"autocommit": True}, configure=configure, open=True
    )


@pytest.fixture(scope="module")
def full(postgres: EmbeddedServer, template: str) -> Iterator[Ground]:
    """Filled once for each state of migrations and filling, because it takes a while."""
    digest = hashlib.sha256(f"{template}{FILL}{OPEN}{DAYS}{PER_DAY}".encode()).hexdigest()
    name = f"{PREFIX}{digest[:12]}"
    with psycopg.connect(postgres.dsn(), autocommit=True) as conn:
        conn.execute("SELECT pg_advisory_lock(hashtext(%s))", [PREFIX])
        if not postgres.has_database(name):
            for (old,) in conn.execute(
                "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX]
            ).fetchall():
                postgres.drop_database(old)
            building = f"{PREFIX}building"
            postgres.ensure_database(building, template=template)
            fill(postgres.dsn(building))
            postgres.rename_database(building, name)
    with spied_on(postgres.dsn(name)) as pool:
        pg = Database(postgres.dsn(name), role="landbridge_hub", schema="hub", pool=pool)
        yield Ground(pg, VirtualClock(NOON), SecretBox("k" * 40), random.Random(1))


def fill(dsn: str) -> None:
    with psycopg.connect(dsn, autocommit=True) as conn:
        conn.execute("SET search_path TO hub, public")
        conn.execute(
            "INSERT INTO endpoint (name, connector) VALUES ('erp', 'office'), ('wms', 'floor')"
        )
        conn.execute("INSERT INTO route (source_id, kind, target_id) VALUES (1, '*', 2)")
        for day in range(DAYS):
            start = (NOON - timedelta(days=DAYS - 1 - day)).replace(hour=0)
            conn.execute("SELECT open_days(%(d)s, %(d)s)", {"d": start.date()})
            conn.execute(
                FILL,
                {"first": first_of(start.date()), "start": start, "day": day, "per_day": PER_DAY},
            )
        conn.execute(OPEN, {"first": first_of(NOON.date())})
        conn.execute("ANALYZE")


@pytest.fixture
def ground(full: Ground, monkeypatch: pytest.MonkeyPatch) -> Ground:
    from landbridge.connect import registry
    from landbridge.connect.registry import ConnectorKind

    kinds = {
        "floor": ConnectorKind(FLOOR, "landbridge.connectors", FloorConfig, None),
        "office": ConnectorKind(OFFICE, "landbridge.connectors", OfficeConfig, None),
    }
    monkeypatch.setattr(registry, "connector_kinds", lambda: kinds)
    SPY.plans.clear()
    return full


def expect_at_most(rows: int) -> None:
    assert SPY.plans
    assert SPY.history_read_whole() == []
    assert SPY.touched() <= rows


def test_the_history_is_as_long_as_promised(ground: Ground) -> None:
    with ground.pg.reading() as conn:
        for table, rows in (
            ("message", DOCUMENTS), ("closed_delivery", DOCUMENTS),
            ("envelope", DOCUMENTS // 4), ("crossref", DOCUMENTS // 4),
        ):  # fmt: skip
            (count,) = conn.execute(f"SELECT count(*) FROM {table}").fetchone()
            assert count == rows


def test_the_bridge_reads_open_work_only(ground: Ground) -> None:
    view = facade.bridge(ground)
    assert (view.open_count, view.held_count) == (980, 20)
    expect_at_most(1_500)


def test_asking_for_changes_reads_next_to_nothing(ground: Ground) -> None:
    facade.bridge_token(ground)
    expect_at_most(100)


def test_figures_read_open_work_only(ground: Ground) -> None:
    assert "landbridge_held_documents" in facade.figures_text(ground)
    expect_at_most(1_500)


def test_a_page_of_documents_reads_a_window(ground: Ground) -> None:
    found = facade.document_list(ground, DocumentFilter())
    assert len(found.rows) == 50
    expect_at_most(documents.WINDOW + 1_000)


def test_a_later_page_costs_no_more(ground: Ground) -> None:
    page = str(first_of((NOON - timedelta(days=DAYS - 2)).date()))
    found = facade.document_list(ground, DocumentFilter(), page=page)
    assert len(found.rows) == 50
    expect_at_most(documents.WINDOW + 1_000)


def test_a_rare_kind_is_found_at_once(ground: Ground) -> None:
    found = facade.document_list(ground, DocumentFilter(kind="party"))
    assert len(found.rows) == 50
    expect_at_most(1_500)


def test_a_filter_without_an_index_walks_no_further_than_promised(ground: Ground) -> None:
    found = facade.document_list(ground, DocumentFilter(owner="RARE"))
    assert found.rows == ()
    assert found.next_page
    expect_at_most(2 * documents.WINDOW * documents.WINDOWS_MAX)


def test_filters_by_target_and_state(ground: Ground) -> None:
    for chosen, limit in (
        (DocumentFilter(target="wms"), 6 * documents.WINDOW),
        (DocumentFilter(state=DocumentState.DELIVERED), 6 * documents.WINDOW),
        (DocumentFilter(state=DocumentState.HELD), 6 * documents.WINDOW),
        (DocumentFilter(state=DocumentState.UNREADABLE), 100),
    ):
        SPY.plans.clear()
        facade.document_list(ground, chosen)
        expect_at_most(limit)


def test_any_number_is_found_by_an_index(ground: Ground) -> None:
    for text in ("SO-77777", "so-77777", "WH-123456", "sale,150000", "PO 4712", "nothing like it"):
        SPY.plans.clear()
        found = facade.search(ground, text)
        assert bool(found.hits) == (text != "nothing like it")
        expect_at_most(500)


def test_a_beginning_that_many_share_is_cut_short(ground: Ground) -> None:
    for text in ("SO-", "PO 1", "WH-1"):
        SPY.plans.clear()
        assert len(facade.search(ground, text).hits) == 20
        expect_at_most(5_000)


def test_one_document(ground: Ground) -> None:
    message_id = first_of((NOON - timedelta(days=9)).date()) + 8
    assert facade.document_page(ground, message_id).deliveries[0].target_number
    facade.envelope_page(ground, message_id)
    expect_at_most(500)


def test_dead_letters(ground: Ground) -> None:
    found = facade.dead_letters(ground, DeadLetterFilter(), limit=10)
    assert (found.total_count, len(found.rows)) == (20, 10)
    facade.preview_retry_all(ground, DeadLetterFilter())
    expect_at_most(500)


def test_endpoints_and_the_doctor(ground: Ground) -> None:
    facade.endpoint_page(ground, "erp")
    facade.diagnose(ground)
    expect_at_most(6_000)


def test_what_is_on_the_way_for_a_reconciliation(ground: Ground) -> None:
    with ground.pg.reading() as conn:
        values = {"left": 1, "right": 2, "kinds": ["shipment_confirmation"]}
        conn.execute(RECONCILE["on_the_way"], values)
    expect_at_most(3_000)


@pytest.mark.parametrize("lingering", [[], ["progress"]], ids=["plain", "lingering"])
def test_what_is_due_is_taken_from_an_index(ground: Ground, lingering: list[str]) -> None:
    statement = DELIVER["lease"]
    values = {
        "target": 2, "now": NOON, "until": NOON, "worker": 1, "token": 1, "limit": 50,
        "lingering": lingering, "linger": False,
    }  # fmt: skip
    with ground.pg.transaction() as conn:
        plain = Cursor(conn)
        plain.execute(b"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) " + statement, values)
        SPY.plans.append(plain.fetchone()[0][0]["Plan"])
        raise psycopg.Rollback
    expect_at_most(1_000)

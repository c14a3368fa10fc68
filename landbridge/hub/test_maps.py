"""Documents that are mapped in and out: findings by path, value and rule; numbers looked up."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

import pytest
from psycopg.types.json import Jsonb

from landbridge.connect.manifest import Speaks
from landbridge.connect.protocols import Delivered, Parcel, Payload, PushResult
from landbridge.connect.registry import ConnectorKind
from landbridge.connect.testing.fake_shore import FakeShore
from landbridge.hub import rig
from landbridge.hub.conftest import Bridge
from landbridge.hub.facade import writes
from landbridge.hub.facade.contracts import Mandate
from landbridge.hub.worker import HubWorker

ORDER_IN = """\
version: 1
document: outbound_order
direction: in
fields:
  number: no
  version: rev
  owner.code: {context: owner}
  site: {context: site}
  customer.code: customer
  ship_to.name: customer
  lines:
    each: lines
    fields: {line_id: id, item: sku, quantity: {measure: {amount: qty, unit: {const: C62}}}}
"""
ORDER_OUT = """\
version: 3
document: outbound_order
direction: out
ignore: [owner, site, customer, ship_to, version]
when: {path: status, is: open}
fields:
  order: number
  replaces: {path: number, lookup: outbound_order, otherwise: ""}
  lines:
    each: lines
    fields: {item: item, qty: quantity.value}
"""


@dataclass(frozen=True, slots=True)
class Mapped(ConnectorKind):
    """A FAKE shore that speaks JSON by a map given as text."""

    texts: Mapping[str, str] | None = None

    def read_map(self, file: str) -> str:
        assert self.texts is not None
        return self.texts[file]

    def map_functions(self) -> Mapping[str, object]:  # type: ignore[override]
        return {}


def mapped(shore: FakeShore, direction: str, text: str, **more: object) -> ConnectorKind:
    base = shore.kind(**more)  # type: ignore[arg-type]
    speaks = (Speaks(document="outbound_order", direction=direction, map="m", wire_type="order"),)
    manifest = replace(base.manifest, syntax="json", speaks=speaks)
    return Mapped(manifest, base.package, base.config_class, base.make, {"m": text})


@pytest.fixture
def worker(bridge: Bridge) -> HubWorker:
    with bridge.ground.pg.transaction() as conn:
        conn.execute("""UPDATE hub.endpoint SET options = '{"owner": "ACME", "site": "MAIN"}'""")
    made = HubWorker(
        bridge.ground,
        kinds={
            "erp": mapped(bridge.erp, "in", ORDER_IN, capabilities=("source", "receiver")),
            "wms": mapped(bridge.wms, "out", ORDER_OUT, capabilities=("sink",)),
        },
    )
    bridge.workers.append(made)
    return made


def wire(number: str, *, rev: int = 1, qty: object = 2) -> dict:
    return {"no": number, "rev": rev, "customer": "C1",
            "lines": [{"id": "1", "sku": "A", "qty": qty}]}  # fmt: skip


def put(bridge: Bridge, content: object, key: str) -> None:
    bridge.erp.put_payload(
        Payload(source_key=key, content=json.dumps(content).encode(), wire_type="order")
    )


def sent(bridge: Bridge) -> list[dict]:
    return [json.loads(parcel.content) for parcel in bridge.wms.effects]


def test_there_and_back(bridge: Bridge, worker: HubWorker) -> None:
    put(bridge, wire("SO1"), "a")
    worker.drain()
    assert sent(bridge) == [{"order": "SO1", "lines": [{"item": "A", "qty": 2}]}]
    ((name, version),) = bridge.query("SELECT map_name, map_version FROM hub.message")
    assert (name, version.split("-")[0]) == ("m", "1")
    ((name, version, kept),) = bridge.query("SELECT map_name, map_version, sent FROM hub.attempt")
    assert (name, version.split("-")[0], kept) == ("m", "3", None)


def test_one_bad_document_of_a_payload_is_held_with_path_value_and_rule(
    bridge: Bridge, worker: HubWorker
) -> None:
    put(bridge, [wire("SO1"), wire("SO2", qty="two"), wire("SO3")], "a")
    worker.drain()
    assert [one["order"] for one in sent(bridge)] == ["SO1", "SO3"]
    ((index, state, findings),) = bridge.query(
        "SELECT part_index, state, findings FROM hub.message WHERE state <> 'fit'"
    )
    assert (index, state) == (1, "held")
    assert findings[0]["path"] == "lines[0].qty"
    assert findings[0]["rule"] == "not-a-number"
    assert "two" in findings[0]["value"] + findings[0]["text"]


def test_a_held_part_is_translated_again_by_itself(bridge: Bridge, worker: HubWorker) -> None:
    put(bridge, [wire("SO1"), wire("SO2", qty="two"), wire("SO3", qty="three")], "a")
    worker.drain()
    letters = [f"m{row[0]}" for row in bridge.query("SELECT message_id FROM hub.held ORDER BY 1")]
    overlay = 'fields: {lines: {fields: {quantity: {const: "7 C62"}}}}'
    with bridge.ground.pg.transaction() as conn:
        conn.execute(
            """INSERT INTO hub.map_overlay (endpoint_id, file, name, content)
               SELECT id, 'm', 'seven', %s FROM hub.endpoint WHERE name = 'erp'""",
            [overlay.replace('{const: "7 C62"}',
                             "{measure: {amount: {const: 7}, unit: {const: C62}}}")],
        )  # fmt: skip
    mandate = Mandate(by="maria", why="the map is mended")
    done = writes.retry(bridge.ground, dead_letters=letters, mandate=mandate)
    assert done.retried == tuple(letters)
    worker.drain()
    assert [(one["order"], one["lines"][0]["qty"]) for one in sent(bridge)] == [
        ("SO1", 2), ("SO2", 7), ("SO3", 7),
    ]  # fmt: skip
    assert bridge.query("SELECT count(*) FROM hub.message") == [(3,)]
    assert bridge.query("SELECT count(*) FROM hub.held") == [(0,)]


def test_wire_fields_the_map_does_not_know_are_noted(bridge: Bridge, worker: HubWorker) -> None:
    put(bridge, wire("SO1") | {"surprise": 1}, "a")
    worker.drain()
    ((findings,),) = bridge.query("SELECT findings FROM hub.message")
    assert (findings[0]["rule"], findings[0]["severity"]) == ("unused-fields", "note")
    assert "surprise" in findings[0]["text"]
    assert len(sent(bridge)) == 1


def options(bridge: Bridge, **more: object) -> None:
    with bridge.ground.pg.transaction() as conn:
        conn.execute(
            "UPDATE hub.endpoint SET options = options || %s, revision = revision + 1",
            [Jsonb(more)],
        )


def totals(bridge: Bridge) -> tuple[int, int, int]:
    """Payloads that came, documents that went out, documents that wait for a person."""
    came = bridge.scalar("SELECT count(*) FROM hub.envelope")
    held = bridge.scalar("SELECT count(*) FROM hub.held")
    return int(str(came)), len(sent(bridge)), int(str(held))


def test_t14_a_source_that_changes_its_fields_goes_on_or_waits_as_it_is_told(
    bridge: Bridge, worker: HubWorker
) -> None:
    """A field is added, renamed and dropped between two polls; what came is accounted for."""
    renamed = {"order_no" if name == "no" else name: value for name, value in wire("X").items()}
    dropped = {name: value for name, value in wire("SO4").items() if name != "customer"}
    put(bridge, wire("SO1"), "before")
    worker.drain()
    for key, content in (("added", wire("SO2") | {"incoterm": "DAP"}), ("renamed", renamed),
                         ("dropped", dropped)):  # fmt: skip
        put(bridge, content, key)
    worker.drain()
    assert [one["order"] for one in sent(bridge)] == ["SO1", "SO2"], "an added one goes on"
    assert totals(bridge) == (4, 2, 2)
    options(bridge, new_fields="hold")
    put(bridge, wire("SO5") | {"incoterm": "DAP"}, "held")
    put(bridge, wire("SO6"), "plain")
    worker.drain()
    assert [one["order"] for one in sent(bridge)] == ["SO1", "SO2", "SO6"]
    assert totals(bridge) == (6, 3, 3)
    ((text,),) = bridge.query(
        """SELECT m.findings->0->>'text' FROM hub.message m JOIN hub.envelope e
               ON e.id = m.envelope_id WHERE e.source_key = 'held'"""
    )
    assert "incoterm" in str(text) and "Use or ignore them in the map" in str(text)
    options(bridge, new_fields="note")
    letters = [f"m{row[0]}" for row in bridge.query("SELECT message_id FROM hub.held ORDER BY 1")]
    mandate = Mandate(by="maria", why="the field is known now")
    writes.retry(bridge.ground, dead_letters=letters, mandate=mandate)
    worker.drain()
    assert totals(bridge) == (6, 4, 2)


def test_the_target_s_number_is_looked_up_for_the_next_version(
    bridge: Bridge, worker: HubWorker
) -> None:
    def script(parcel: Parcel, _attempt: int) -> PushResult | str:
        bridge.wms.effects.append(parcel)
        return Delivered(target_number="OUT-77")

    bridge.wms.script = script
    put(bridge, wire("SO1"), "a")
    worker.drain()
    put(bridge, wire("SO1", rev=2, qty=3), "b")
    worker.drain()
    assert [one.get("replaces") for one in sent(bridge)] == [None, "OUT-77"]


def test_a_map_may_leave_a_document_out(bridge: Bridge, worker: HubWorker) -> None:
    overlay = "fields: {status: {const: cancelled}}"
    with bridge.ground.pg.transaction() as conn:
        conn.execute(
            """INSERT INTO hub.map_overlay (endpoint_id, file, name, content)
               SELECT id, 'm', 'cancel', %s FROM hub.endpoint WHERE name = 'erp'""",
            [overlay],
        )
    put(bridge, wire("SO1"), "a")
    worker.drain()
    assert sent(bridge) == []
    assert bridge.states() == {"SO1": ["dismissed"]}


def test_a_broken_overlay_stops_only_its_endpoint_and_says_why(
    bridge: Bridge, worker: HubWorker
) -> None:
    rig.add(bridge.ground, "other", connector="wms")
    with bridge.ground.pg.transaction() as conn:
        conn.execute(
            """INSERT INTO hub.map_overlay (endpoint_id, file, name, content)
               SELECT id, 'm', 'bad', 'fields: {order: nonsense}' FROM hub.endpoint
                WHERE name = 'other'"""
        )
    rig.join(bridge.ground, "erp", "other")
    put(bridge, wire("SO1"), "a")
    worker.drain()
    assert len(sent(bridge)) == 1
    assert "nonsense" in worker.shared.catalog.by_name["other"].problem
    assert sorted(bridge.states()["SO1"]) == ["acknowledged", "due"]


def test_routes_with_conditions(bridge: Bridge, worker: HubWorker) -> None:
    with bridge.ground.pg.transaction() as conn:
        conn.execute("""UPDATE hub.route SET condition = '{"number": ["SO1", "SO3"]}'""")
    for number in ("SO1", "SO2", "SO3"):
        put(bridge, wire(number), number)
    worker.drain()
    assert [one["order"] for one in sent(bridge)] == ["SO1", "SO3"]
    assert bridge.query("SELECT result FROM hub.event") == [("no_route",)]

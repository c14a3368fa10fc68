"""A hub with documents in any state, written straight into the tables: reads are tested alone."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from landbridge.hub.endpoints.conftest import NOON, bridge_ground, mood
from landbridge.hub.numbers import open_day
from landbridge.kit.clock import VirtualClock
from landbridge.kit.crypto import sha256
from landbridge.kit.ground import Ground

__all__ = ["NOON", "Stage", "bridge_ground", "mood", "stage"]


@dataclass
class Stage:
    """Puts rows into the hub's tables; each method returns the id. `ago_s`: seconds before now."""

    ground: Ground
    clock: VirtualClock
    number: int = 0

    def now(self) -> datetime:
        return self.clock.now()

    def at(self, ago_s: float) -> datetime:
        return self.now() - timedelta(seconds=ago_s)

    def run(self, statement: str, values: Mapping[str, Any] | None = None) -> Any:
        with self.ground.pg.transaction() as conn:
            cursor = conn.execute(statement, values)
            return cursor.fetchall() if cursor.description else None

    def endpoint_id(self, name: str) -> int:
        return self.run("SELECT id FROM endpoint WHERE name = %(n)s", {"n": name})[0][0]

    def put(self, table: str, **values: Any) -> None:
        columns = ", ".join(values)
        places = ", ".join(f"%({name})s" for name in values)
        self.run(f"INSERT INTO {table} ({columns}) VALUES ({places})", values)

    def fresh_id(self, at: datetime) -> int:
        open_day(self.ground, at.date())
        self.number += 1
        return (at.date() - date(2000, 1, 1)).days * 10**10 + self.number

    def envelope(
        self, *, source: str = "erp", ago_s: float = 10, source_key: str = "",
        content: bytes = b"{}", wire_type: str = "stock.shipment.out", waiting: bool = False,
        **more: Any,
    ) -> int:  # fmt: skip
        at = self.at(ago_s)
        number = self.fresh_id(at)
        endpoint_id = self.endpoint_id(source)
        key = source_key or f"key-{number}"
        self.put(
            "envelope", id=number, endpoint_id=endpoint_id, stream="", source_key=key,
            wire_type=wire_type, content=content, content_hash=sha256(content),
            received_at=at, changed=False, **more,
        )  # fmt: skip
        self.put(
            "envelope_key", endpoint_id=endpoint_id, source_key=key,
            content_hash=sha256(content), envelope_id=number,
        )  # fmt: skip
        if waiting:
            self.put("intake", envelope_id=number, endpoint_id=endpoint_id, due_at=at)
        return number

    def message(
        self, *, number: str | None = None, kind: str = "outbound_order", source: str = "erp",
        ago_s: float = 10, state: str = "fit", version: int = 1, owner: str = "ACME",
        envelope_id: int | None = None, content: bytes | None = b'{"kind":"outbound_order"}',
        order_key: str = "", known: Iterable[tuple[str, str]] = (),
        findings: list[dict[str, str]] | None = None, source_key: str = "",
    ) -> int:  # fmt: skip
        at = self.at(ago_s)
        if envelope_id is None:
            envelope_id = self.envelope(source=source, ago_s=ago_s, source_key=source_key)
        message_id = self.fresh_id(at)
        number = f"N{message_id % 10**10}" if number is None else number
        source_id = self.endpoint_id(source)
        key = order_key or f"{kind}/{owner}/{number}"
        self.put(
            "message", id=message_id, envelope_id=envelope_id, part_index=0, source_id=source_id,
            kind=kind, owner=owner, number=number, version=version, order_key=key,
            wire_type="w", state=state, content=content,
            content_hash=None if content is None else sha256(content),
            findings=None if findings is None else json.dumps(findings), map_name="sale.yaml",
            map_version="abc123", correlation_id=f"c{message_id}", causation_id="",
            received_at=at, translated_at=at + timedelta(milliseconds=20), took_us=1500,
        )  # fmt: skip
        for meaning, text in known:
            self.put("known_number", message_id=message_id, number=text, meaning=meaning)
        if state == "held":
            self.put(
                "held", message_id=message_id, envelope_id=envelope_id, part_index=0,
                source_id=source_id, kind=kind, owner=owner, number=number, version=version,
                rule=findings[0]["rule"] if findings else "", since=at,
            )  # fmt: skip
        return message_id

    def routing(self, message_id: int) -> None:
        """It is understood, but not routed yet."""
        self.run(
            "INSERT INTO routing (message_id, envelope_id, source_id, kind, owner, number, version,"
            " order_key, received_at, has_older)"
            " SELECT id, envelope_id, source_id, kind, owner, number, version, order_key,"
            " received_at, false FROM message WHERE id = %(id)s",
            {"id": message_id},
        )

    def delivery(
        self, message_id: int, *, target: str = "wms", state: str = "due", ago_s: float = 9,
        **more: Any,
    ) -> int:  # fmt: skip
        """An open delivery, or a final one if `state` says so."""
        message = dict(
            zip(
                (
                    "envelope_id", "source_id", "kind", "owner", "number", "version", "order_key",
                    "received_at",
                ),
                self.run(
                    "SELECT envelope_id, source_id, kind, owner, number, version, order_key,"
                    " received_at FROM message WHERE id = %(id)s",
                    {"id": message_id},
                )[0],
                strict=True,
            )
        )  # fmt: skip
        at = self.at(ago_s)
        delivery_id = self.fresh_id(at)
        shared = message | {
            "id": delivery_id, "message_id": message_id, "created_at": at, "state": state,
            "target_id": self.endpoint_id(target),
        }  # fmt: skip
        if state in ("acknowledged", "superseded", "dismissed"):
            values = {
                "closed_at": at + timedelta(seconds=1), "attempts": 1, "ack": "",
                "target_number": "", "detail": "", "asked_by": "", "asked_why": "",
            }  # fmt: skip
            self.put("closed_delivery", **(shared | values | more))
        else:
            values = {"due_at": at, "since": at}
            if "findings" in more:
                more["findings"] = json.dumps(more["findings"])
            self.put("open_delivery", **(shared | values | more))
        return delivery_id

    def attempt(
        self, delivery_id: int, *, attempt: int = 1, result: str = "delivered", ago_s: float = 8,
        **more: Any,
    ) -> None:  # fmt: skip
        values = {
            "why": "", "map_name": "out.yaml", "map_version": "def456", "sent": None,
            "sent_hash": None, "sent_bytes": 0, "worker_id": 1, "took_us": 2500,
        }  # fmt: skip
        self.put(
            "attempt", delivery_id=delivery_id, attempt=attempt, started_at=self.at(ago_s),
            result=result, **(values | more),
        )  # fmt: skip

    def acknowledged(self, count: int, *, ago_s: float = 5, kind: str = "outbound_order") -> None:
        minute = self.at(ago_s).replace(second=0, microsecond=0)
        self.put(
            "flow_minute", minute=minute, source_id=self.endpoint_id("erp"), kind=kind,
            target_id=self.endpoint_id("wms"), worker_id=1, acknowledged_count=count,
            took_ms_sum=count * 40,
        )  # fmt: skip

    def worker(self, *, seen_ago_s: float = 1, doing: str = "") -> None:
        self.put(
            "worker", host="north", process_number=77, version="0.1.0", doing=doing,
            started_at=self.at(3600), seen_at=self.at(seen_ago_s),
        )  # fmt: skip


@pytest.fixture
def stage(bridge_ground: Ground) -> Stage:
    assert isinstance(bridge_ground.clock, VirtualClock)
    staged = Stage(bridge_ground, bridge_ground.clock)
    staged.run("UPDATE endpoint SET since = %(at)s", {"at": staged.at(86400)})
    return staged

"""The plain way of a document, step by step."""

from landbridge.hub.conftest import Bridge, order


def test_an_order_crosses(bridge: Bridge) -> None:
    bridge.erp.put(order("SO1"))
    progress = bridge.worker().drain()
    assert bridge.wms.numbers() == ["SO1"]
    assert bridge.states() == {"SO1": ["acknowledged"]}
    assert (progress.accepted, progress.routed, progress.delivered) == (1, 1, 1)


def test_each_step_leaves_its_mark(bridge: Bridge) -> None:
    bridge.erp.put(order("SO1", lines=3))
    bridge.worker().drain()
    (row,) = bridge.query(
        """SELECT e.source_key, m.number, m.state, m.took_us > 0, d.state, d.target_number,
                  a.result, a.sent_bytes = length(m.content), f.acknowledged_count
             FROM hub.envelope e
             JOIN hub.message m ON m.envelope_id = e.id
             JOIN hub.closed_delivery d ON d.message_id = m.id
             JOIN hub.attempt a ON a.delivery_id = d.id
            CROSS JOIN hub.flow_minute f"""
    )
    assert row == (
        "outbound_order/SO1/1", "SO1", "fit", False, "acknowledged", "wms-SO1", "delivered",
        True, 1,
    )  # fmt: skip
    assert bridge.query("SELECT subject, ours, theirs FROM hub.crossref") == [
        ("outbound_order", "ACME/SO1", "wms-SO1")
    ]
    for table in ("intake", "routing", "open_delivery", "held"):
        assert bridge.scalar(f"SELECT count(*) FROM hub.{table}") == 0

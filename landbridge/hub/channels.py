"""Nudges between processes. A nudge wakes a worker; it is never the fact itself.

Listeners look at the tables whenever they wake, and wake on their own every second anyway.
"""

from landbridge.kit.pg.database import Connection

INTAKE = "hub_intake"  # payloads to translate
ROUTING = "hub_routing"  # messages to route
DELIVERY = "hub_delivery"  # deliveries due; the text is the target's id
ENDPOINT = "hub_endpoint"  # an endpoint, route or map changed

ALL = (INTAKE, ROUTING, DELIVERY, ENDPOINT)


def nudge(conn: Connection, channel: str, text: str = "") -> None:
    """Sent when the transaction commits, and not at all if it does not."""
    conn.execute("SELECT pg_notify(%b, %b)", [channel, text])

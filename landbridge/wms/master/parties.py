"""Orders of parties nobody has told of yet: they wait for their parent (T-08)."""

from collections.abc import Mapping

from landbridge.canon import Document, PartyRef
from landbridge.canon.inbound_order import InboundOrder
from landbridge.canon.outbound_order import OutboundOrder
from landbridge.canon.return_order import ReturnOrder
from landbridge.kit.findings import error
from landbridge.kit.pg.database import Connection
from landbridge.wms.master.contracts import Refused

_UNKNOWN = """
SELECT w.owner, w.code FROM unnest(%(owners)s::text[], %(codes)s::text[]) AS w (owner, code)
WHERE NOT EXISTS (SELECT FROM party p WHERE p.owner = w.owner AND p.code = w.code)
"""


def strangers(conn: Connection, documents: Mapping[int, Document]) -> dict[int, Refused]:
    """Refusals, by the index given, of orders whose customer or supplier is not known yet."""
    named = {
        index: (document.owner.code, party.code)
        for index, document in documents.items()
        if (party := _party(document)) is not None and party.code
    }
    pairs = sorted(set(named.values()))
    where = {"owners": [owner for owner, _ in pairs], "codes": [code for _, code in pairs]}
    unknown = set(conn.execute(_UNKNOWN, where).fetchall()) if pairs else set()
    return {
        index: _refusal(documents[index], *pair) for index, pair in named.items() if pair in unknown
    }


def _party(document: Document) -> PartyRef | None:
    if isinstance(document, OutboundOrder | ReturnOrder):
        return document.customer
    return document.supplier if isinstance(document, InboundOrder) else None


def _refusal(document: Document, owner: str, code: str) -> Refused:
    text = f"{document.number} names party {code}, which is not known here yet."
    path = "supplier.code" if isinstance(document, InboundOrder) else "customer.code"
    return Refused((error(path, "unknown-party", text),), f"party/{owner}/{code}")

"""Order documents against master data: their sites and items, or why one cannot be taken."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from landbridge.canon import PartyRef
from landbridge.kit.findings import error
from landbridge.kit.pg.database import Connection
from landbridge.wms.master.contracts import Refused
from landbridge.wms.master.lines import OrderLine, ReadLine, items_of, read_lines
from landbridge.wms.master.queries import items_by_code, sites_by_code


class OrderDocument(Protocol):
    """What orders, inbound, outbound and of returns, have in common."""

    @property
    def owner(self) -> PartyRef: ...

    @property
    def number(self) -> str: ...

    @property
    def site(self) -> str: ...

    @property
    def lines(self) -> Sequence[OrderLine]: ...


Order = TypeVar("Order", bound=OrderDocument)


@dataclass(frozen=True, slots=True)
class ReadyDocument(Generic[Order]):
    """A document whose site and items are known. lines: in the order of the document's."""

    document: Order
    site_id: int
    lines: tuple[ReadLine, ...]

    @property
    def key(self) -> tuple[str, str]:
        return self.document.owner.code, self.document.number


def read_documents(
    conn: Connection, documents: Sequence[Order]
) -> list[ReadyDocument[Order] | Refused]:
    """Each document with site and items, or why it cannot be taken."""
    sites = sites_by_code(conn, (document.site for document in documents))
    items = items_by_code(
        conn,
        (pair for document in documents for pair in items_of(document.owner.code, document.lines)),
    )
    read: list[ReadyDocument[Order] | Refused] = []
    for document in documents:
        site = sites.get(document.site)
        if site is None:
            text = f"There is no site {document.site!r}; open it or correct the map."
            read.append(Refused((error("site", "unknown-site", text),)))
            continue
        lines = read_lines(document.owner.code, document.lines, items)
        if isinstance(lines, Refused):
            read.append(lines)
        else:
            read.append(ReadyDocument(document, site.site_id, lines))
    return read

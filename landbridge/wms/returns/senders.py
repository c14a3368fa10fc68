"""Who sent a return that nobody announced: said afterwards, by whoever finds it out."""

from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection
from landbridge.wms.forms.contracts import Wrong
from landbridge.wms.forms.operations import once
from landbridge.wms.ledger import operations as ledger
from landbridge.wms.returns.contracts import ReturnSenderNamed
from landbridge.wms.returns.operations import lock_receipt, return_fact
from landbridge.wms.returns.orders import SQL


def name_return_sender(
    ground: Ground, *, key: str, actor: str, return_receipt_id: int, sender: str
) -> ReturnSenderNamed:
    """sender: the customer's code, or the number of an order of ours that went to them. What the
    office was told without a sender it is told again with one, as a newer version.

    Wrong: not-found, sender (an announced return, one whose sender is known, nobody known here).
    """

    def work(conn: Connection) -> ReturnSenderNamed:
        receipt = lock_receipt(conn, return_receipt_id)
        if receipt.return_id is not None:
            text = f"{receipt.number} was announced; its return says who sends it."
            raise Wrong(text, "sender", read=sender)
        if receipt.customer:
            text = f"{receipt.number} came from {receipt.customer}; that was said before."
            raise Wrong(text, "sender", read=sender, expected=receipt.customer)
        customer, name = _customer(conn, receipt.owner, sender.strip())
        where = {"receipt_id": return_receipt_id, "customer": customer}
        conn.execute(SQL["name_sender"], where)
        text = f"Return {receipt.number} came from {name or customer}."
        if receipt.closed_at is not None:
            named = lock_receipt(conn, return_receipt_id)
            facts = [return_fact(conn, named, closes=False)]
            ledger.append_journal(ground, facts, at=ground.clock.now(), actor=actor, conn=conn)
            text += " The office is told."
        return ReturnSenderNamed(
            return_receipt_id=return_receipt_id, number=receipt.number, customer=customer, text=text
        )

    return once(
        ground, work, key=key, operation="name_return_sender", actor=actor,
        inputs=(return_receipt_id, sender), answer=ReturnSenderNamed,
    )  # fmt: skip


def _customer(conn: Connection, owner: str, sender: str) -> tuple[str, str]:
    """Code and name. An order comes first: its number is what lay in the parcel."""
    found = conn.execute(SQL["senders"], {"owner": owner, "sender": sender}).fetchall()
    if not found:
        text = f"No order and no customer of {owner} is called {sender!r}."
        raise Wrong(text, "sender", read=sender)
    code, name = found[0]
    return code, name

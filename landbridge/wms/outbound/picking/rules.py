"""Pure decisions of picking: the right thing from the right place, and what a short pick means."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from landbridge.kit.quantity import plain
from landbridge.wms.forms.contracts import Wrong
from landbridge.wms.ledger.contracts import Settlement
from landbridge.wms.master.contracts import ItemView
from landbridge.wms.tasks.operations import LockedTask

# What becomes of goods that should be there and could not be taken: they leave what may be
# promised, and wait in this status for a person who looks.
STATUS_AFTER = {
    "missing": "quarantine",
    "damaged": "damaged",
    "blocked": "quality_hold",
    "wrong_label": "quality_hold",
}


@dataclass(frozen=True, slots=True)
class Held:
    """A reservation of the task with what it still holds."""

    reservation_id: int
    quantity: Decimal
    serial: str


def check_bin(task: LockedTask, code: str) -> None:
    """Wrong("wrong-bin") unless it is the task's bin."""
    if code.strip().upper() != task.bin.upper():
        raise Wrong(
            f"{code.strip()} was read, {task.bin} is expected.", "wrong-bin",
            read=code, expected=task.bin,
        )  # fmt: skip


def check_item(task_item: ItemView, read: ItemView) -> None:
    """Wrong("wrong-item") unless it is the task's item."""
    if read.item_id != task_item.item_id:
        raise Wrong(
            f"{read.code} was read, {task_item.code} is expected.", "wrong-item",
            read=read.code, expected=task_item.code,
        )  # fmt: skip


def check_lot(item: ItemView, expected: str, read: str) -> None:
    """Wrong: lot-missing, wrong-lot."""
    if not item.lot_controlled or read == expected:
        return
    if not read:
        raise Wrong(f"Scan the lot of {item.code}.", "lot-missing", expected=expected)
    raise Wrong(
        f"Lot {read} was read, lot {expected} is expected.", "wrong-lot",
        read=read, expected=expected,
    )  # fmt: skip


def check_amount(task: LockedTask, amount: Decimal, short_reason: str) -> None:
    """Wrong: quantity (more than wanted, or nothing without a reason), short-reason."""
    if short_reason and short_reason not in STATUS_AFTER:
        known = ", ".join(STATUS_AFTER)
        raise Wrong(f"{short_reason} is not a reason. Known: {known}.", "short-reason")
    if amount > task.left:
        raise Wrong(
            f"{plain(amount)} is too many, the task asks for {plain(task.left)}.", "quantity",
            read=plain(amount), expected=plain(task.left),
        )  # fmt: skip
    if amount <= 0 and not short_reason:
        raise Wrong("Nothing was taken. Say why, or take something.", "quantity")


def check_serials(item: ItemView, amount: Decimal, serials: Sequence[str]) -> None:
    """Wrong: serials-missing, serial-twice."""
    if not item.serial_controlled:
        return
    if len(set(serials)) != len(serials):
        twice = next(serial for serial in serials if serials.count(serial) > 1)
        raise Wrong(f"Serial {twice} was read twice.", "serial-twice", read=twice)
    if Decimal(len(serials)) != amount:
        raise Wrong(
            f"A serial is needed for each piece: {plain(amount)} wanted, {len(serials)} read.",
            "serials-missing", read=str(len(serials)), expected=plain(amount),
        )  # fmt: skip


def settle_out_of(
    held: Sequence[Held], amount: Decimal, serials: Sequence[str], *, keep_rest: bool
) -> list[Settlement]:
    """Which reservations a pick uses up. keep_rest: what is not taken stays promised."""
    settlements = []
    left = amount
    for entry in held:
        used = min(left, entry.quantity)
        if serials:
            used = entry.quantity if entry.serial in serials else Decimal(0)
        left -= used
        if used or not keep_rest:
            settlements.append(Settlement(entry.reservation_id, used, keep_rest))
    if left:
        raise Wrong("The goods of this pick were promised anew. Fetch it again.", "task-done")
    return settlements


def still_held(held: Sequence[Held], settlements: Sequence[Settlement]) -> list[int]:
    """Reservations that a pick has not used up."""
    used = {entry.reservation_id: entry.quantity for entry in settlements}
    return [
        entry.reservation_id
        for entry in held
        if entry.quantity > used.get(entry.reservation_id, Decimal(0))
    ]

"""What several flows do alike: understand a scan, read a number or a date, write amounts."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from landbridge.canon.gs1 import is_gtin, is_sscc
from landbridge.console.handheld.flow import Choice, State, Step, Worker, go, stay
from landbridge.console.handheld.words import gettext as _
from landbridge.console.handheld.words import gettext_lazy
from landbridge.kit.quantity import is_writable, plain
from landbridge.wms import facade
from landbridge.wms.facade.contracts import Meaning, StockRow, TaskView, Wrong

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from django_stubs_ext import StrPromise

    Words = str | StrPromise

CODE_LENGTH_MAX = 500
LATER = "later"  # in the state of a flow: tasks that are left for later
LATER_MAX = 20
SIGNS = {
    "C62": "", "KGM": "kg", "GRM": "g", "TNE": "t", "MTR": "m", "CMT": "cm", "MMT": "mm",
    "MTK": "m²", "MTQ": "m³", "LTR": "l", "MLT": "ml",
}  # fmt: skip
SEPARATOR = " · "  # between what is told of a meaning
KIND_WORDS = {
    "bin": gettext_lazy("a place"),
    "item": gettext_lazy("an item"),
    "inbound_order": gettext_lazy("an inbound order"),
    "outbound_order": gettext_lazy("an order"),
    "receipt": gettext_lazy("a receipt"),
    "carton": gettext_lazy("a carton"),
    "lpn": gettext_lazy("a licence plate"),
    "task": gettext_lazy("a task"),
    "work_order": gettext_lazy("a work order"),
    "return_order": gettext_lazy("a return"),
    "return_receipt": gettext_lazy("a return receipt"),
}


# Goods that are not to be sold: what is decided of them, and why.
ASIDE = {"damaged": ("reject", "damaged"), "held": ("hold", "inspection")}


class Ambiguous(Wrong):
    """A scan that means several things the question allows: the person is asked which."""

    def __init__(self, code: str, meanings: "Sequence[Meaning]") -> None:
        self.meanings = tuple(meanings)
        super().__init__(_("This code can mean several things."), "ambiguous-code", read=code)


def task_in_hand(worker: Worker, state: State, *kinds: str) -> TaskView | None:
    """The task that a flow of these kinds is at while it is open, else the worker's next."""
    if number := state.number("task"):
        task = facade.task(worker.ground, task_id=number)
        if task is not None and task.state == "open" and task.kind in kinds:
            return task
    return facade.next_task(
        worker.ground, actor=worker.actor, site=worker.site, kinds=kinds,
        later=left_for_later(state),
    )  # fmt: skip


def left_for_later(state: State) -> tuple[int, ...]:
    """Tasks that the worker cannot do now: they come again when something else was done, or when
    nothing else is left."""
    return tuple(int(number) for number in state.get(LATER).split() if number.isdecimal())


def leave(worker: Worker, state: State, task: TaskView, say: "Words") -> Step:
    """Give a task back, and go on with another one."""
    facade.give_back(
        worker.ground, actor=worker.actor,
        **({"order_id": task.order_id} if task.order_id else {"task_id": task.task_id}),
    )  # fmt: skip
    numbers = (*left_for_later(state), task.task_id)[-LATER_MAX:]
    return go(State("start", {LATER: " ".join(map(str, numbers))}), say)


def understand(worker: Worker, code: str, kinds: "Collection[str]", expected: str) -> Meaning:
    """The one meaning of a scan among `kinds`.

    Ambiguous asks the person when there are several; Wrong says what was read instead.
    """
    result = facade.resolve_scan(worker.ground, text=code, site=worker.site)
    meanings = result.meanings
    fitting = [meaning for meaning in meanings if meaning.kind in kinds]
    if len(fitting) > 1 and worker.chosen:
        fitting = [meaning for meaning in fitting if identity(meaning) == worker.chosen]
    if len(fitting) == 1:
        worker.heard.append(fitting[0])
        return fitting[0]
    if fitting:
        raise Ambiguous(code, fitting)
    if result.why:
        raise Wrong(result.why, "unreadable-code", read=code, expected=expected)
    if meanings:
        raise Wrong(
            _("That is %(what)s, %(number)s. Scan %(expected)s.")
            % {"what": what(meanings[0]), "number": meanings[0].number, "expected": expected},
            "wrong-kind",
            read=code,
            expected=expected,
        )
    if result.gtin:
        raise Wrong(
            _("No item here has the GTIN %(gtin)s. Scan %(expected)s.")
            % {"gtin": result.gtin, "expected": expected},
            "unknown-code",
            read=code,
            expected=expected,
        )
    raise Wrong(
        _("%(code)s is not known here. Scan %(expected)s.") % {"code": code, "expected": expected},
        "unknown-code",
        read=code,
        expected=expected,
    )


def understood(worker: Worker, meaning: Meaning, code: str) -> str:
    """What the warehouse is told of an item: the code itself, or what the person said it means."""
    return meaning.number if worker.chosen else code


@dataclass(frozen=True, slots=True)
class Tracked:
    """A lot or serial that was scanned or typed, and what its label says of the item."""

    value: str
    meaning: Meaning | None = None


def read_tracking(
    worker: Worker, state: State, code: str, *, field: str, item: str, expected: str = ""
) -> Tracked | Step:
    """The lot or serial (`field`) a scan says; a Step when it is not yet sure.

    A label with keys must be of this item and carry the value. A plain text is the value itself;
    if it names something else here too, it is taken when scanned twice.
    """
    result = facade.resolve_scan(worker.ground, text=code, site=worker.site)
    if result.why:
        raise Wrong(result.why, "unreadable-code", read=code)
    of_item = [m for m in result.meanings if m.kind == "item" and m.number == item]
    readings = [m for m in of_item if getattr(m, field)]
    if worker.chosen:
        readings = [m for m in readings if identity(m) == worker.chosen] or readings
    if len({getattr(m, field) for m in readings}) > 1:
        raise Ambiguous(code, readings)
    if readings:
        worker.heard.append(readings[0])
        return Tracked(getattr(readings[0], field), readings[0])
    values = result.lots if field == "lot" else result.serials
    if result.gtin and not of_item and not result.plain:
        other = next((m.number for m in result.meanings if m.kind == "item"), result.gtin)
        raise Wrong(
            _("This label is of %(read)s, not of %(expected)s.")
            % {"read": other, "expected": item},
            "wrong-item", read=code, expected=item,
        )  # fmt: skip
    if not result.plain and len(values) != 1:
        words = _("There is no lot in this code.") if field == "lot" else _(
            "There is no serial number in this code.")  # fmt: skip
        raise Wrong(words, f"no-{field}", read=code, expected=expected)
    if not result.plain:
        return Tracked(values[0])
    return _plain_tracking(state, result.plain, result.meanings, field=field, expected=expected)


def _plain_tracking(
    state: State, plain: str, meanings: "Sequence[Meaning]", *, field: str, expected: str
) -> Tracked | Step:
    prefix = "10" if field == "lot" else "21"
    if expected and plain != expected and plain == f"{prefix}{expected}":
        return Tracked(expected)  # a GS1 label whose mark the scanner does not send
    if plain != expected and meanings and state.get("other") != plain:
        words = (
            _("That is %(what)s, %(number)s. Scan it again if it is the lot, too.")
            if field == "lot"
            else _("That is %(what)s, %(number)s. Scan it again if it is the serial number, too.")
        )
        said = words % {"what": what(meanings[0]), "number": meanings[0].number}
        return stay(state.at(state.step, other=plain), said)
    return Tracked(plain)


def what(meaning: Meaning) -> str:
    """The kind of a meaning in words: `an item`."""
    return str(KIND_WORDS.get(meaning.kind, meaning.kind))


def identity(meaning: Meaning) -> str:
    """Tells meanings of one code apart."""
    return "|".join(
        str(part)
        for part in (
            meaning.kind, meaning.owner, meaning.number, meaning.target_id, meaning.lot,
            meaning.serial, meaning.expiry_on, meaning.best_before_on, meaning.quantity,
        )
    )  # fmt: skip


def told(meaning: Meaning) -> str:
    """What was understood, in one line: `an item BOLT · lot L1 · expires 2031-05-31 · 12`."""
    parts = [f"{what(meaning)} {meaning.number}"]
    if meaning.kind == "item" and meaning.text:
        parts.append(meaning.text)
    if meaning.lot:
        parts.append(_("lot %(lot)s") % {"lot": meaning.lot})
    if meaning.serial:
        parts.append(_("serial number %(serial)s") % {"serial": meaning.serial})
    if day_read := meaning.expiry_on or meaning.best_before_on:
        parts.append(_("expires %(day)s") % {"day": day_read.isoformat()})
    if meaning.quantity is not None:
        amount_read = short(meaning.quantity, meaning.uom or "C62")
        parts.append(_("%(quantity)s on it") % {"quantity": amount_read})
    return SEPARATOR.join(parts)


def amount(text: str) -> Decimal:
    """A typed quantity; comma or point. Wrong if it is none."""
    if is_gtin(text.strip()) or is_sscc(text.strip()):
        raise Wrong(_("That is a bar code. Type how many."), "quantity", read=text)
    try:
        value = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        value = Decimal(-1)
    if not is_writable(value) or value < 0 or value >= Decimal(10) ** 12:
        raise Wrong(_("%(text)s is not a quantity. Type a number.") % {"text": text}, "quantity")
    return value


def day(text: str) -> date:
    """A typed or scanned day: 2027-03-31, 31.03.2027, 31/03/2027 or 270331 (GS1). Else Wrong."""
    digits = text.strip().replace("/", ".")
    try:
        if len(digits) == 6 and digits.isdigit():
            return _gs1_day(digits)
        if "." in digits:
            parts = [int(part) for part in digits.split(".")]
            return date(parts[2], parts[1], parts[0])
        return date.fromisoformat(digits)
    except (ValueError, IndexError, OverflowError):
        raise Wrong(
            _("%(text)s is not a date. Type it as year-month-day.") % {"text": text}, "date"
        ) from None


def _gs1_day(digits: str) -> date:
    """YYMMDD; day 00 is the last of the month (GS1 General Specifications 3.4.2)."""
    year, month, day_of_month = 2000 + int(digits[:2]), int(digits[2:4]), int(digits[4:])
    if day_of_month == 0:
        first_after = date(year + month // 12, month % 12 + 1, 1)
        return date.fromordinal(first_after.toordinal() - 1)
    return date(year, month, day_of_month)


def short(value: Decimal, uom: str) -> str:
    """An amount for the eye: `12`, `2.5 kg`. Pieces need no unit."""
    return f"{plain(value)} {unit(uom)}".rstrip()


def unit(uom: str) -> str:
    """A unit for the eye: signs that every language writes alike, "" for pieces, else its code."""
    return SIGNS.get(uom, uom)


def until(ready_by: datetime | None, worker: Worker) -> str:
    """A cut-off of today as the wall shows it; "" for one of another day, or none."""
    if ready_by is None:
        return ""
    today = worker.ground.clock.now().astimezone(ready_by.tzinfo).date()
    return f"{ready_by:%H:%M}" if ready_by.date() == today else ""


PIECES = Choice("pieces", gettext_lazy("Count pieces"))


def pack_of(worker: Worker, meaning: Meaning) -> dict[str, str]:
    """What of a label is counted: `uom` and how many pieces are in it (`pack`), if it is a pack's.

    Who scans a case and types 2 means two cases.
    """
    page = facade.item(worker.ground, owner=meaning.owner, code=meaning.number)
    if page is None or meaning.uom in ("", page.item.base_uom) or page.item.serial_controlled:
        return {"uom": "", "pack": ""}
    found = next((one for one in page.item.uoms if one.uom == meaning.uom), None)
    if found is None or found.denominator != 1:
        return {"uom": meaning.uom, "pack": ""}
    return {"uom": meaning.uom, "pack": str(found.numerator)}


def how_many(state: State, ask: str) -> str:
    """The question for an amount; of a pack it says how many pieces are in it."""
    return (
        _("How many packs of %(count)s?") % {"count": pack} if (pack := state.get("pack")) else ask
    )


def in_pieces(state: State, value: Decimal) -> Decimal:
    """An amount that was typed, in pieces."""
    return value * Decimal(state.get("pack") or 1)


def in_packs(state: State, pieces: Decimal) -> str:
    """Pieces as the amount that is asked for; "" if they are no whole packs."""
    packs = pieces / Decimal(state.get("pack") or 1)
    return plain(packs) if packs == packs.to_integral_value() or not state.get("pack") else ""


def status_words(status: str) -> str:
    """A status of stock in the worker's language: `damaged`."""
    return _("on hold") if status == "quality_hold" else _(status.replace("_", " "))


def spot_words(row: StockRow) -> str:
    """What of an item lies in a place: `12 · L-77 · damaged`."""
    status = "" if row.status == "available" else status_words(row.status)
    amount_there = short(row.on_hand, row.uom)
    return SEPARATOR.join(filter(None, (amount_there, row.lot, row.serial, status)))


def plate_label(worker: Worker, code: str) -> str:
    """The plate that a label names, known here or new. Wrong if the code is something else."""
    result = facade.resolve_scan(worker.ground, text=code, site=worker.site)
    if result.why:
        raise Wrong(result.why, "unreadable-code", read=code)
    known = next((one.number for one in result.meanings if one.kind == "lpn"), "")
    if result.meanings and not known:
        understand(worker, code, ("lpn",), _("the label of a plate"))
    if not known and (not result.lpn or is_gtin(result.lpn)):
        words = _("%(code)s is no label of a plate. Scan the label of a plate.")
        raise Wrong(words % {"code": code}, "wrong-kind", read=code)
    return known or result.lpn


def check_is_new(worker: Worker, *, owner: str, item: str, serial: str) -> None:
    """A piece that comes in stands nowhere yet. Wrong: said at the scan, and not at the last of
    fifty, when nobody knows any more which label it was."""
    stands = facade.serial_stands(worker.ground, owner=owner, item=item, serial=serial)
    if stands is not None:
        words = _("%(serial)s is in %(bin)s already. Scan the serial number of this piece.")
        raise Wrong(words % {"serial": serial, "bin": stands[1]}, "serial-known", read=serial)


def check_is_in(worker: Worker, *, owner: str, item: str, serial: str, bin: str) -> None:
    """A piece that is taken stands here. Wrong."""
    stands = facade.serial_stands(worker.ground, owner=owner, item=item, serial=serial)
    if stands != (worker.site, bin):
        words = _("%(serial)s is not in %(bin)s.") % {"serial": serial, "bin": bin}
        raise Wrong(words, "wrong-serial", read=serial)

"""One kit: what it is made of, changing that, and the versions before."""

from decimal import Decimal, InvalidOperation

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from landbridge.console.addresses import item_href, kit_href, listed
from landbridge.console.audit import actor_of
from landbridge.console.filters import asked
from landbridge.console.grounds import grounds
from landbridge.console.plain_words import unit
from landbridge.console.posting import posted
from landbridge.console.screen import Screen, Shown
from landbridge.console.tables import Cell, Column, Row, Table
from landbridge.kit.findings import LandbridgeError
from landbridge.kit.quantity import is_writable, plain
from landbridge.wms import facade as wms
from landbridge.wms.facade.contracts import BomPage, BomPart, ItemView, Meaning

LINES = (
    Column(_("Component"), wide=True),
    Column(_("For one kit"), "quantity"),
    Column(_("Unit"), aside=True),
)
VERSIONS = (
    Column(_("Version"), "count"),
    Column(_("Components"), "count"),
    Column(_("Since"), "instant"),
    Column(_("By"), aside=True),
    Column(_("Note"), aside=True),
)
PARTS_MAX = 10_000


def view(request: HttpRequest) -> Shown:
    item = _item(request)
    if item is None:
        said = _t("No item has the code %(code)s. Type it as it stands under Items.")
        messages.error(request, said % {"code": asked(request, "code")[:80] or "–"})
        return HttpResponseRedirect(listed("kits"))
    if request.method == "POST":
        return _write(request, item)
    page = wms.bom(grounds().wms, owner=item.owner, item=item.code)
    return {
        "item": item,
        "item_href": item_href(item.owner, item.code),
        "unit": unit(item.base_uom),
        "page": page,
        "parts": _as_text(page),
        "may_write": screen.may_be_changed_by(request),
        "key": f"console-kit-{request.request_id}",  # type: ignore[attr-defined]
        "lines": Table(
            columns=LINES,
            rows=tuple(
                Row.of(
                    Cell(line.item, href=item_href(item.owner, line.item), note=line.description),
                    line.quantity,
                    unit(line.uom),
                )
                for line in (page.lines if page else ())
            ),
            sentence=_("It is not made of anything. Say so beside."),
        ),
        "versions": Table(
            columns=VERSIONS,
            rows=tuple(
                Row.of(row.version, row.line_count, row.made_at, row.made_by, row.note)
                for row in (page.versions if page else ())
            ),
        ),
    }


def _item(request: HttpRequest) -> ItemView | None:
    """The item of the address; without an owner the only one of that code."""
    owner, code = asked(request, "owner"), asked(request, "code")
    ground = grounds().wms
    if not owner:
        found: list[Meaning] = [
            each for each in wms.resolve_scan(ground, text=code or "-").meanings
            if each.kind == "item"
        ]  # fmt: skip
        if len(found) != 1:
            return None
        owner, code = found[0].owner, found[0].number
    page = wms.item(ground, owner=owner, code=code)
    return page.item if page is not None else None


def _as_text(page: BomPage | None) -> str:
    return "\n".join(
        f"{line.item} {plain(line.quantity)} {line.uom}" for line in (page.lines if page else ())
    )


def _write(request: HttpRequest, item: ItemView) -> HttpResponseRedirect:
    parts = read_parts(posted(request, "parts", PARTS_MAX))
    made = wms.put_bom(
        grounds().wms, key=posted(request, "key"), actor=actor_of(request), item=item.code,
        owner=item.owner, parts=parts, note=posted(request, "note"),
    )  # fmt: skip
    messages.success(request, made.text)
    return HttpResponseRedirect(kit_href(item.owner, item.code))


def read_parts(text: str) -> list[BomPart]:
    """Components as people write them, one a line: item, amount, unit. LandbridgeError."""
    parts = []
    for number, line in enumerate(text.splitlines(), 1):
        words = line.split()
        if not words:
            continue
        has_unit = len(words) > 2 and _number(words[-1]) is None
        amount = _number(words[-2] if has_unit else words[-1]) if len(words) > 1 else None
        if amount is None:
            raise LandbridgeError(
                _t("Line %(number)d says “%(line)s”; nothing was saved.")
                % {"number": number, "line": line.strip()[:80]},
                remedy=_t("Write item, amount and, if it is not the base unit, the unit."),
            )
        code = " ".join(words[: -2 if has_unit else -1])
        parts.append(BomPart(item=code, quantity=amount, uom=words[-1] if has_unit else ""))
    return parts


def _number(text: str) -> Decimal | None:
    try:
        value = Decimal(text.replace(",", "."))
    except InvalidOperation:
        return None
    return value if is_writable(value) else None


screen = Screen(
    path="kits/kit/",
    name="kit",
    title=_("Kit"),
    view=view,
    permission="see_stock",
    writes="direct_floor",
)

"""What the screens of rules do alike: fields of forms, sentences, answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _t

from landbridge.console.posting import posted
from landbridge.kit.findings import LandbridgeError
from landbridge.kit.quantity import is_writable
from landbridge.wms.facade.contracts import RuleField, RulesChanged

VALUE_MAX = 4_000


@dataclass(frozen=True, slots=True)
class Input:
    """A field with the value it shows."""

    field: RuleField
    name: str
    value: str


def inputs(part: str, fields: Sequence[RuleField], values: Mapping[str, str]) -> list[Input]:
    return [Input(each, f"{part}.{each.name}", values.get(each.name, "")) for each in fields]


def posted_part(request: HttpRequest, part: str, fields: Sequence[RuleField]) -> dict[str, str]:
    """What was filled in for one part of a rule or test, empty ones left out."""
    given = {each.name: posted(request, f"{part}.{each.name}", VALUE_MAX) for each in fields}
    return {name: text for name, text in given.items() if text}


def spoken(fields: Sequence[RuleField], values: Mapping[str, str]) -> str:
    """Conditions or actions as people read them."""
    titles = {each.name: each.title for each in fields}
    return "; ".join(
        f"{titles.get(name, name)}: {text.replace('_', ' ')}" for name, text in values.items()
    )


def amount(text: str) -> Decimal:
    """A typed quantity; comma or point. LandbridgeError if it is none."""
    try:
        value = Decimal((text or "1").replace(",", "."))
    except InvalidOperation:
        value = Decimal(-1)
    if not is_writable(value) or not 0 < value < 10**12:
        raise LandbridgeError(_t("%(text)s is not a quantity.") % {"text": text})
    return value


def said(request: HttpRequest, changed: RulesChanged) -> None:
    """What the tests say of a change."""
    count = changed.passed_count + len(changed.failed)
    if changed.failed:
        text = _t("Saved. %(failed)d of %(count)d tests fail: %(names)s.")
        names = ", ".join(changed.failed[:5])
        values = {"failed": len(changed.failed), "count": count, "names": names}
        messages.warning(request, text % values)
    elif count:
        text = _t("Saved. Tests that pass: %(count)d of %(count)d.")
        messages.success(request, text % {"count": count})
    else:
        messages.success(request, _t("Saved. No test watches over these rules yet."))

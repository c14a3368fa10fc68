"""Words of the templates: how ages, instants, quantities and values are written for people."""

import hashlib
from datetime import date, datetime
from decimal import Decimal
from functools import cache

from django import template
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from landbridge.console.plain_words import unit
from landbridge.console.tables import Cell, Column
from landbridge.console.versions import dated, in_words, moment_of
from landbridge.kit.quantity import Quantity, plain

register = template.Library()

NOTHING = "–"
_MINUTE, _HOUR, _DAY = 60, 3600, 86400


@register.filter
def age(seconds: float | None) -> str:
    """An age at a glance, two units at the most: `8 s`, `4 min`, `2 h 5 min`, `3 d 4 h`."""
    if seconds is None:
        return NOTHING
    whole = max(0, int(seconds))
    if whole < _MINUTE:
        return _("%d s") % whole
    if whole < _HOUR:
        return _("%d min") % (whole // _MINUTE)
    if whole < _DAY:
        return _two(_("%d h") % (whole // _HOUR), _("%d min"), whole % _HOUR // _MINUTE)
    return _two(_("%d d") % (whole // _DAY), _("%d h"), whole % _DAY // _HOUR)


def _two(first: str, second: str, count: int) -> str:
    return f"{first} {second % count}" if count else first


@register.filter
def duration(seconds: float | None) -> str:
    """How long a step took: `12 ms`, `1.4 s`, then as an age."""
    if seconds is None:
        return NOTHING
    if seconds < 1:
        return _("%d ms") % round(seconds * 1000)
    if seconds < 10:
        return _("%s s") % formats.number_format(round(seconds, 1), 1)
    return age(seconds)


@register.filter
def instant(at: datetime | None, how: str = "") -> SafeString | str:
    """A moment in the person's zone. how: `exact` also shows milliseconds."""
    if at is None:
        return NOTHING
    local = timezone.localtime(at)
    pattern = "H:i:s" if local.date() == timezone.localdate() else "j M Y H:i:s"
    text = formats.date_format(local, pattern)
    if how == "exact":
        text = f"{text}.{local.microsecond // 1000:03}"
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        at.isoformat(),
        local.strftime("%Y-%m-%d %H:%M:%S.%f %Z"),
        text,
    )


@register.filter
def version(number: int) -> SafeString | str:
    """A version; one that is a moment as such, with its number in the details."""
    at = moment_of(number)
    if at is None:
        return str(number)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>', at.isoformat(), number, in_words(number)
    )


@register.filter(name="dated")
def dated_text(text: str) -> str:
    """A sentence with the versions it names as moments."""
    return dated(str(text))


@register.filter
def day(on: date | None) -> str:
    return NOTHING if on is None else formats.date_format(on, "j M Y")


@register.filter
def quantity(value: Decimal | Quantity | None) -> str:
    """Exact, without needless zeros."""
    if value is None:
        return NOTHING
    return str(value) if isinstance(value, Quantity) else plain(value)


@register.filter
def count(value: int | None) -> str:
    return NOTHING if value is None else formats.number_format(value, 0, force_grouping=True)


@register.filter
def yesno_word(value: str) -> str:
    """A stored yes/no setting in words."""
    return _("yes") if value in ("true", "1", "yes", "on") else _("no")


@register.filter
def words(name: str) -> str:
    """A stable name (`customer_order`) as words."""
    return name.replace("_", " ").replace("-", " ")


@register.filter(name="unit")
def unit_word(code: str) -> str:
    return unit(code)


@register.filter
def bytes_count(value: int) -> str:
    """A size: `512 B`, `3.4 kB`, `1.2 MB`."""
    size = float(value)
    for name in ("B", "kB", "MB"):
        if size < 1000:
            return f"{formats.number_format(size, 0 if name == 'B' else 1)} {name}"
        size /= 1000
    return f"{formats.number_format(size, 1)} GB"


WRITERS = {
    "age": age,
    "duration": duration,
    "instant": instant,
    "day": day,
    "quantity": quantity,
    "count": count,
}


@register.simple_tag
def cell(column: Column, cell: Cell, row_href: str) -> SafeString:
    """One cell of a table. In Python, because a page has hundreds of them.

    row_href: given for the first cell only, which then leads where its row leads.
    """
    shown = _shown(column, cell)
    if cell.href:
        shown = format_html('<a href="{}">{}</a>', cell.href, shown)
    elif row_href:
        shown = format_html('<a class="quiet-link" href="{}">{}</a>', row_href, shown)
    note = format_html("<small>{}</small>", cell.note) if cell.note else ""
    return format_html(
        '<td class="{}" data-title="{}">{}{}</td>',
        _classes(column, cell),
        column.title,
        shown,
        note,
    )


def _classes(column: Column, cell: Cell) -> str:
    names = [column.side, f"as-{column.kind}"]
    if column.aside:
        names.append("aside")
    if cell.is_empty:
        names.append("none")
    return " ".join(names)


def _shown(column: Column, cell: Cell) -> object:
    """A value as its column's kind is written, a dash for none."""
    if cell.value is None or cell.value == "":
        return NOTHING
    if column.kind == "badge":
        tone = cell.tone or "quiet"
        return format_html('<span class="badge tone-{}">{}</span>', tone, cell.value)
    writer = WRITERS.get(column.kind)
    text = cell.value if writer is None else writer(cell.value)  # type: ignore[operator]
    return format_html('<span class="ink-{}">{}</span>', cell.tone, text) if cell.tone else text


@register.simple_tag
def asset(name: str) -> str:
    """Address of a file of ours with a digest of its content, so that it can be kept long."""
    return f"{static(f'console/{name}')}?v={_digest(name)}"


@cache
def _digest(name: str) -> str:
    found = finders.find(f"console/{name}")
    if not isinstance(found, str):
        raise FileNotFoundError(name)
    with open(found, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()[:12]


ICONS = {
    "search": "M11 11l4 4M12.5 7A5.5 5.5 0 1 1 1.5 7a5.5 5.5 0 0 1 11 0z",
    "menu": "M2 4h12M2 8h12M2 12h12",
    "right": "M3 8h10M9 4l4 4-4 4",
    "left": "M13 8H3M7 4L3 8l4 4",
    "retry": "M13.5 8A5.5 5.5 0 1 1 11.7 4M12 1v3.2H8.8",
    "save": "M8 2v8M4.5 7L8 10.5 11.5 7M2.5 13.5h11",
    "plus": "M8 3v10M3 8h10",
}


@register.simple_tag
def icon(name: str) -> SafeString:
    """A small drawing in the colour of the text around it."""
    return format_html(
        '<svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">'
        '<path d="{}"/></svg>',
        ICONS[name],
    )

"""Dotted keys become nested fields, and an operator's overlay is laid over a map.

An overlay is a map file with any of fields, tables, units, constants and ignore. A field it names
is replaced, or taken out with `null`; everything else stays. Lines keep their file for errors.
"""

from collections.abc import Callable

from landbridge.mapping.located import Located, Place, Scalar, Sequence, Table
from landbridge.mapping.paths import PathError, parse_key

Complain = Callable[[Place, str], None]
OVERLAY_KEYS = ("about", "fields", "tables", "units", "constants", "ignore", "version")


def nest(top: Table, complain: Complain) -> Table:
    """The map with dotted keys of all its `fields` spelled out as nested fields."""
    fields = top.items.get("fields")
    if not isinstance(fields, Table):
        return top
    return Table({**top.items, "fields": _nest_fields(fields, complain)}, top.place)


def _nest_fields(table: Table, complain: Complain) -> Table:
    made = Table({}, table.place)
    for key, value in table.items.items():
        try:
            names = parse_key(key)
        except PathError as error:
            complain(value.place, f"{error}.")
            continue
        _put(made, names, _nest_entry(value, complain), complain)
    return made


def _nest_entry(value: Located, complain: Complain) -> Located:
    if not isinstance(value, Table):
        return value
    items = dict(value.items)
    if isinstance(inner := items.get("fields"), Table):
        items["fields"] = _nest_fields(inner, complain)
    if isinstance(listed := items.get("list"), Sequence):
        entries = tuple(_nest_entry(item, complain) for item in listed.items)
        items["list"] = Sequence(entries, listed.place)
    return Table(items, value.place)


def _put(target: Table, names: tuple[str, ...], value: Located, complain: Complain) -> None:
    first, rest = names[0], names[1:]
    there = target.items.get(first)
    if there is None and not rest:
        target.items[first] = value
    elif there is None:
        inner = Table({}, value.place)
        target.items[first] = Table({"fields": inner}, value.place)
        _put(inner, rest, value, complain)
    elif (group := _group_fields(there)) is not None and rest:
        _put(group, rest, value, complain)
    elif group is not None and (more := _group_fields(value)) is not None:
        for name, item in more.items.items():
            _put(group, (name,), item, complain)
    else:
        complain(value.place, f"{first!r} is already given at line {there.place.line}.")


def _group_fields(value: Located) -> Table | None:
    """The inner table of `{fields: {...}}` without `each` or `when`; else None."""
    if isinstance(value, Table) and set(value.items) == {"fields"}:
        inner = value.items["fields"]
        return inner if isinstance(inner, Table) else None
    return None


def lay_over(base: Table, over: Table, complain: Complain) -> Table:
    """`base` with the overlay's entries; both already nested."""
    items = dict(base.items)
    for key, value in over.items.items():
        if key not in OVERLAY_KEYS:
            complain(value.place, f"An overlay has no {key!r}; it has {', '.join(OVERLAY_KEYS)}.")
        elif key == "fields" and isinstance(value, Table):
            items[key] = _merge_fields(items.get(key), value)
        elif key == "tables" and isinstance(value, Table):
            items[key] = _merge(items.get(key), value, deep=True)
        elif key in ("units", "constants") and isinstance(value, Table):
            items[key] = _merge(items.get(key), value, deep=False)
        elif key == "ignore" and isinstance(value, Sequence):
            there = items.get(key)
            before = there.items if isinstance(there, Sequence) else ()
            items[key] = Sequence(before + value.items, value.place)
        elif key in ("fields", "tables", "units", "constants", "ignore"):
            items[key] = value
    return Table(items, base.place)


def _merge(base: Located | None, over: Table, *, deep: bool) -> Table:
    items = dict(base.items) if isinstance(base, Table) else {}
    for key, value in over.items.items():
        there = items.get(key)
        if deep and isinstance(there, Table) and isinstance(value, Table):
            items[key] = _merge(there, value, deep=False)
        else:
            items[key] = value
    return Table(items, base.place if base else over.place)


def _merge_fields(base: Located | None, over: Table) -> Table:
    items = dict(base.items) if isinstance(base, Table) else {}
    for key, value in over.items.items():
        there = items.get(key)
        if isinstance(value, Scalar) and value.value is None:
            items.pop(key, None)
        elif (
            isinstance(there, Table)
            and isinstance(value, Table)
            and isinstance(inner := value.items.get("fields"), Table)
            and "fields" in there.items
        ):
            merged = _merge_fields(there.items["fields"], inner)
            items[key] = Table({**there.items, **value.items, "fields": merged}, value.place)
        else:
            items[key] = value
    return Table(items, base.place if base else over.place)

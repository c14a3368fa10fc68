"""The other side of a map, for those who play the other system: what it would write so that a map
reads a document, and what it reads in what a map has written.

Only rules that can be turned round take part: paths, lists, tables, units, factors, formats. What
a map computes otherwise stays as it is in the message to begin with, or is not read.
"""

import copy
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from landbridge.canon import Document
from landbridge.codecs.base import Node, Tree
from landbridge.kit.quantity import Quantity, plain
from landbridge.mapping.model import Map
from landbridge.mapping.paths import Path, Step
from landbridge.mapping.rules import (
    EachSource,
    Entry,
    FirstSource,
    Group,
    MeasureSource,
    PathSource,
    Rule,
    Unit,
)


def message_for(document: Document, *, map: Map, like: Tree) -> Tree:
    """A message that `map` (`in`) reads as this document, as far as its rules can be turned round.

    like: a message of the same kind; its other fields are kept.
    """
    tree = copy.deepcopy(like)
    _Writer(map.engine.text.units).turn(map.engine.text.fields, document, [tree])
    return tree


def read_back(tree: Tree, *, map: Map) -> Tree:
    """The fields of the document that stand in a message that `map` (`out`) has written."""
    found: Tree = {}
    _back(map.engine.text.fields, tree, [found])
    return found


class _Writer:
    def __init__(self, units: Mapping[str, Unit]) -> None:
        self._units = units

    def turn(self, entry: Entry, value: Any, scopes: list[Any]) -> None:
        """Put a canonical value where `entry` reads it. scopes: from the top to the innermost."""
        if isinstance(entry, Group):
            for name, inner in entry.entries.items():
                if (found := getattr(value, name, None)) is not None:
                    self.turn(inner, found, scopes)
            return
        source = entry.source
        match source:
            case EachSource():
                self._list(source, value, scopes)
            case FirstSource():
                if (part := _plain(source)) is not None:
                    self.turn(part, value, scopes)
            case MeasureSource() if isinstance(value, Quantity):
                name, factor = self._unit(source, value, scopes)
                self.turn(source.amount, value.value / factor, scopes)
                self.turn(source.unit, name, scopes)
            case PathSource():
                old = _get(scopes, source.path)
                if old is not None or value not in ("", ()):
                    _put(scopes, source.path, _wire(entry, value, old))

    def _list(self, source: EachSource, values: Sequence[Any], scopes: list[Any]) -> None:
        old = _get(scopes, source.path)
        first = old[0] if isinstance(old, list) and old else {}
        if not isinstance(first, dict):
            return
        made: list[Node] = []
        for value in values:
            element = copy.deepcopy(first)
            made.append(element)
            self.turn(source.body, value, [*scopes, element])
        _put(scopes, source.path, made)

    def _unit(
        self, source: MeasureSource, value: Quantity, scopes: list[Any]
    ) -> tuple[str, Decimal]:
        """The wire's name of a unit, the one it uses now if it can."""
        now = None
        if isinstance(source.unit.source, PathSource):
            now = _get(scopes, source.unit.source.path)
        named = {name: unit for name, unit in self._units.items() if unit.uom == value.uom}
        if not named:
            return str(value.uom), Decimal(1)
        name = now if isinstance(now, str) and now in named else min(named)
        return name, _decimal(named[name].factor)


def _wire(rule: Rule, value: Any, old: Node) -> Node:
    """A canonical value as the wire writes it; a number where a number stood."""
    if isinstance(value, tuple):
        return [str(one) for one in value]
    if rule.codes is not None:
        value = next((code for code, meant in rule.codes.items() if meant == value), old)
    if isinstance(value, Decimal) and rule.factor is not None:
        value /= _decimal(rule.factor)
    if isinstance(value, datetime | date):
        return value.strftime(rule.format) if rule.format else value.isoformat()
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(old, int | Decimal) and not isinstance(old, bool):
        return Decimal(str(value)) if str(value).replace(".", "", 1).isdigit() else str(value)
    text = plain(value) if isinstance(value, Decimal) else str(value)
    return text.replace(".", rule.decimal_mark) if rule.decimal_mark else text


def _back(entry: Entry, node: Node, scopes: list[Any]) -> None:
    if isinstance(entry, Group):
        for name, inner in entry.entries.items():
            if isinstance(node, dict) and name in node:
                _back(inner, node[name], scopes)
        return
    match entry.source:
        case EachSource() as source if isinstance(node, list):
            made: list[Node] = []
            for one in node:
                element: Tree = {}
                made.append(element)
                _back(source.body, one, [*scopes, element])
            _put(scopes, source.path, made)
        case FirstSource() as source:
            if (part := _plain(source)) is not None:
                _back(part, node, scopes)
        case PathSource() as source:
            _put(scopes, source.path, _meant(entry, node))


def _plain(source: FirstSource) -> Rule | None:
    """The first part that is only a path."""
    return next((one for one in source.parts if isinstance(one.source, PathSource)), None)


def _meant(rule: Rule, node: Node) -> Node:
    if rule.codes is not None:
        return next((code for code, said in rule.codes.items() if said == node), node)
    if rule.factor is not None and isinstance(node, str | int | Decimal):
        return Decimal(str(node)) / _decimal(rule.factor)
    return node


def _decimal(factor: Fraction) -> Decimal:
    return Decimal(factor.numerator) / Decimal(factor.denominator)


def _scope(scopes: list[Any], path: Path) -> Any:
    if path.up < 0:
        return scopes[0]
    return scopes[max(len(scopes) - 1 - path.up, 0)]


def _get(scopes: list[Any], path: Path) -> Any:
    node = _scope(scopes, path)
    for step in path.steps:
        node = _child(node, step)
    return node


def _child(node: Any, step: Step) -> Any:
    if isinstance(node, dict):
        return node.get(str(step))
    if isinstance(node, list) and isinstance(step, int) and step < len(node):
        return node[step]
    return None


def _put(scopes: list[Any], path: Path, value: Node) -> None:
    """Objects on the way are made; a place in a list that is not there is left out."""
    if not path.steps:
        return
    node = _scope(scopes, path)
    for step in path.steps[:-1]:
        inner = _child(node, step)
        if not isinstance(inner, dict | list):
            inner = {}
            if not isinstance(node, dict):
                return
            node[str(step)] = inner
        node = inner
    last = path.steps[-1]
    if isinstance(node, dict):
        node[str(last)] = value
    elif isinstance(node, list) and isinstance(last, int) and last < len(node):
        node[last] = value

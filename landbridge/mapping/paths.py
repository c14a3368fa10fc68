"""Paths: how a rule names a field.

party.name          field of an object          'product.'.code   a key that holds a dot
lines[0].item       first element of a list     .                 the value itself
$.number            from the top of the message ^.number          from the object around the list
"""

import re
from dataclasses import dataclass

Step = str | int

_STEP = re.compile(r"""(?P<bare>[^.\[\]'"\s^$]+)|'(?P<quoted>[^']+)'|\[(?P<index>[0-9]{1,6})\]""")
_INDEX = re.compile(r"[0-9]{1,6}")
STEPS_MAX = 16


@dataclass(frozen=True, slots=True)
class Path:
    """up: how many lists to leave first; -1 goes to the top.  steps: keys and indexes."""

    up: int
    steps: tuple[Step, ...]

    def __str__(self) -> str:
        start = "$" if self.up < 0 else "^" * self.up
        text = render(self.steps)
        if not text:
            return start or "."
        return f"{start}.{text}" if start else text


class PathError(ValueError):
    """A path that cannot be read; the text says what is wrong with it."""


def parse_path(text: str) -> Path:
    """Read a path. Raises PathError."""
    rest = text.strip()
    up = 0
    if rest.startswith("$"):
        up, rest = -1, rest[1:]
    else:
        while rest.startswith("^"):
            up, rest = up + 1, rest[1:]
    if up and rest:
        if not rest.startswith("."):
            raise PathError(
                f"the path {text!r} needs a dot after {text[: len(text) - len(rest)]!r}"
            )
        rest = rest[1:]
    if rest in ("", "."):
        if not text.strip() or (up and rest == "."):
            raise PathError(f"the path {text!r} names nothing")
        return Path(up, ())
    return Path(up, parse_steps(rest, whole=text))


def parse_steps(text: str, *, whole: str) -> tuple[Step, ...]:
    """Read `a.b[0].'c.d'`. Raises PathError."""
    steps: list[Step] = []
    at = 0
    while at < len(text):
        if steps and text[at] == ".":
            at += 1
        elif steps and text[at] != "[":
            raise PathError(f"the path {whole!r} has no dot before {text[at:]!r}")
        found = _STEP.match(text, at)
        if not found or (found["index"] is None and steps and text[at - 1] != "."):
            raise PathError(
                f"the path {whole!r} cannot be read at {text[at:]!r}; "
                "quote a key with special characters: 'key'"
            )
        if found["index"] is not None and text[at - 1 : at] == ".":
            raise PathError(f"the path {whole!r} has a dot before {text[at:]!r}; leave it out")
        index = found["index"] or (found["bare"] if _INDEX.fullmatch(found["bare"] or "") else None)
        steps.append(int(index) if index else found["bare"] or found["quoted"])
        at = found.end()
    if text.endswith(".") or not steps:
        raise PathError(f"the path {whole!r} ends with a dot")
    if len(steps) > STEPS_MAX:
        raise PathError(f"the path {whole!r} has more than {STEPS_MAX} steps")
    return tuple(steps)


def parse_key(text: str) -> tuple[str, ...]:
    """Read the left side of a rule: dotted keys, no indexes. Raises PathError."""
    steps = parse_steps(text.strip(), whole=text)
    if any(isinstance(step, int) for step in steps):
        raise PathError(f"{text!r} has an index; a list is made with `each` or `list`")
    return tuple(str(step) for step in steps)


def render(steps: tuple[Step, ...]) -> str:
    """Write steps as a path text."""
    text = ""
    for step in steps:
        text = join(text, step)
    return text


def join(prefix: str, step: Step) -> str:
    """`prefix` and one more step; an empty text step is a list's element (`[]`)."""
    if isinstance(step, int):
        return f"{prefix}[{step}]"
    if step == "":
        return f"{prefix}[]"
    simple = _STEP.fullmatch(step) and "[" not in step and not _INDEX.fullmatch(step)
    key = step if simple else f"'{step}'"
    return f"{prefix}.{key}" if prefix else key


def parse_pattern(text: str) -> str:
    """Read an `ignore` entry (`lines[].note`) and give it in the form patterns are written in."""
    pattern = ""
    for index, piece in enumerate(text.strip().split("[]")):
        if index:
            pattern += "[]"
            if piece and not piece.startswith((".", "[")):
                raise PathError(f"{text!r} has no dot after []")
            piece = piece.removeprefix(".")
        if piece:
            for step in parse_steps(piece, whole=text):
                pattern = join(pattern, step)
    return pattern


def with_indexes(pattern: str, indexes: tuple[int, ...]) -> str:
    """Fill the `[]` of a pattern in order: `lines[].item` and (2,) give `lines[2].item`."""
    for index in indexes:
        pattern = pattern.replace("[]", f"[{index}]", 1)
    return pattern

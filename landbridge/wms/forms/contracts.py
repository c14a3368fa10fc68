"""Shapes shared by every surface of the floor."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from landbridge.kit.findings import LandbridgeError

Row = TypeVar("Row")


class Wrong(LandbridgeError):
    """What a person did cannot be done; nothing was changed.

    sentence: short enough to be spoken; names what was read and what was expected.
    code: stable name for programs (`wrong-bin`, `wrong-item`, `unknown-code`, `ambiguous-code`,
        `not-found`, `over-receipt`, `key-reused`, `claimed`, ...).
    """

    def __init__(self, sentence: str, code: str, *, read: str = "", expected: str = "") -> None:
        self.code = code
        self.read = read
        self.expected = expected
        super().__init__(sentence)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[Row]):
    """Part of a list. after: give it to the same question for the next rows; "" at the end."""

    rows: tuple[Row, ...]
    after: str = ""

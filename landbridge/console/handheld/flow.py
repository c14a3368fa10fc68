"""What a flow is: it shows a state as one screen, and turns a scan or a button into the next."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from landbridge.kit.ground import Ground
from landbridge.wms.facade.contracts import Meaning

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

    Words = str | StrPromise

RIGHT, WRONG, DONE, QUIET = "right", "wrong", "done", ""


@dataclass(frozen=True, slots=True)
class State:
    """Where a worker stands in a flow. data: small texts only; it travels in the address."""

    step: str = "start"
    data: Mapping[str, str] = field(default_factory=dict)

    def at(self, step: str, **more: str) -> "State":
        """The same data, with `more`, at another step. An empty text removes an entry."""
        merged = {**self.data, **more}
        return State(step, {name: value for name, value in merged.items() if value})

    def get(self, name: str) -> str:
        return self.data.get(name, "")

    def number(self, name: str) -> int:
        return int(self.data.get(name, "0"))


@dataclass(frozen=True, slots=True)
class Asked:
    """Which of several meanings a code has. options: (meaning, words)."""

    code: str
    options: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Step:
    """What follows a scan: the next state, a sentence to say, a tone to beep.

    heard: what the code was understood as.  asked: the code can mean several things.
    """

    state: State
    say: "Words" = ""
    beep: str = QUIET
    heard: str = ""
    asked: "Asked | None" = None


@dataclass(frozen=True, slots=True)
class Choice:
    """A button. tone: `main`, `plain`, `cannot` (the worker says that it cannot be done); `wide`
    for one that says more than a word, `short` for one of many codes."""

    name: str
    title: "Words"
    tone: str = "plain"


@dataclass(frozen=True, slots=True)
class Link:
    """Something to print or to look at beside the flow; it opens in a window of its own."""

    href: str
    title: "Words"


@dataclass(frozen=True, slots=True)
class Picture:
    """text: what it shows, for who cannot see it."""

    href: str
    text: "Words"


@dataclass(frozen=True, slots=True)
class Fact:
    title: "Words"
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """One question.

    ask: what to scan or type.  field: `scan`, `number`, `date`, `photo` or "" (buttons only).
    big: the place or number to look for, as large as it fits.  preset: filled in already.
    left: how many are left, in words.  links: papers to print.
    picture: how it is done.
    """

    title: "Words"
    ask: "Words" = ""
    field: str = "scan"
    big: str = ""
    big_title: "Words" = ""
    facts: tuple[Fact, ...] = ()
    preset: str = ""
    left: "Words" = ""
    choices: tuple[Choice, ...] = ()
    links: tuple[Link, ...] = ()
    picture: Picture | None = None


@dataclass(frozen=True, slots=True)
class Worker:
    """Who works where. ground: the warehouse's.

    chosen: what the worker said an ambiguous code means.  heard: what scans were understood as;
    the frame shows it.
    """

    ground: Ground
    actor: str
    site: str
    chosen: str = ""
    heard: list[Meaning] = field(default_factory=list)


class Flow(Protocol):
    """A flow by name. `scan` and `press` may raise the warehouse's `Wrong`: nothing changed then,
    the sentence is shown and the worker stays where they are.

    key: of this form; the same for a double submit.
    """

    name: str

    @property
    def title(self) -> "Words": ...

    @property
    def hint(self) -> "Words": ...

    def show(self, worker: Worker, state: State) -> Screen: ...

    def scan(self, worker: Worker, state: State, code: str, key: str) -> Step: ...

    def press(self, worker: Worker, state: State, choice: str, key: str) -> Step: ...


@runtime_checkable
class TakesPictures(Protocol):
    """A flow with screens whose field is `photo`. content: the bytes as they came, unchecked."""

    def picture(self, worker: Worker, state: State, content: bytes, key: str) -> Step: ...


def stay(state: State, say: "Words") -> Step:
    """Wrong input: the same question again."""
    return Step(state, say, WRONG)


def go(state: State, say: "Words" = "") -> Step:
    return Step(state, say, RIGHT)


def finish(state: State, say: "Words") -> Step:
    return Step(state, say, DONE)


def without(state: State, *names: str) -> State:
    """The state with some entries removed."""
    return replace(state, data={n: v for n, v in state.data.items() if n not in names})

"""Deaths at commits, and what a database says before and after them.

Whatever writes is killed at each of its commits and asked again, as by somebody who lost the
answer. Who writes is found, not listed: `writers` looks at the code that a facade's function can
come to.
"""

import dis
import inspect
import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property, partial
from types import CodeType, FunctionType, ModuleType

from landbridge.kit.clock import VirtualClock
from landbridge.kit.findings import LandbridgeError
from landbridge.kit.ground import Ground

COMMITS = {"transaction", "retrying"}
COMMITS_MAX = 40


class Killed(BaseException):
    """The process dies here."""


class Torn:
    """Ends the process before or after its n-th commit."""

    def __init__(self, number: int = 1, *, after: bool) -> None:
        self.left, self.after = number, after

    def before_commit(self) -> None:
        self.left -= 1
        if not self.left and not self.after:
            raise Killed

    def after_commit(self) -> None:
        if not self.left and self.after:
            raise Killed


def dies(ground: Ground, call: Callable[[], object], torn: Torn) -> bool:
    """False if it ended, or was refused, before its turn to die came."""
    ground.pg.watcher = torn
    try:
        answer_to(call)
    except Killed:
        return True
    finally:
        ground.pg.watcher = None
    return False


# ---------------------------------------------------------------- who writes


def writers(door: ModuleType) -> dict[str, Callable[..., object]]:
    """What a facade offers that can come to a commit, by name."""
    offered = {name: getattr(door, name) for name in door.__all__}
    return {
        name: function
        for name, function in offered.items()
        if inspect.isfunction(function) and _commits(function, set())
    }


def _commits(function: FunctionType, seen: set[CodeType]) -> bool:
    if function.__code__ in seen:
        return False
    seen.add(function.__code__)
    if any(_opens(code) for code in _codes(function.__code__)):
        return True
    names = {name for code in _codes(function.__code__) for name in code.co_names}
    known = [function.__globals__[name] for name in names if name in function.__globals__]
    known += [cell.cell_contents for cell in function.__closure__ or ()]
    known += [
        getattr(module, name)
        for module in known
        if isinstance(module, ModuleType) and module.__name__.startswith("landbridge.")
        for name in names
        if hasattr(module, name)
    ]
    return any(_commits(called, seen) for called in _called(known))


def _codes(code: CodeType) -> Iterator[CodeType]:
    """Of a function and of those within it."""
    yield code
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from _codes(inner)


def _opens(code: CodeType) -> bool:
    """Whether it says `pg.transaction` or `pg.retrying`."""
    words = [step.argval for step in dis.get_instructions(code)]
    return any(pair[0] == "pg" and pair[1] in COMMITS for pair in itertools.pairwise(words))


def _called(known: list[object]) -> Iterator[FunctionType]:
    for one in known:
        one = inspect.unwrap(one) if callable(one) else one
        if isinstance(one, type):
            yield from (f for f in vars(one).values() if inspect.isfunction(f) and _ours(f))
        elif inspect.isfunction(one) and _ours(one):
            yield one


def _ours(function: FunctionType) -> bool:
    return function.__module__.startswith("landbridge.") and ".kit." not in function.__module__


# ---------------------------------------------------------------- what is there

COLUMNS = """
SELECT c.relname, array_agg(quote_ident(a.attname) ORDER BY a.attnum)
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
 WHERE n.nspname = %(room)s AND c.relkind IN ('r', 'p') AND NOT c.relispartition
   AND NOT c.relname = ANY(%(tables)s)
   AND NOT EXISTS (SELECT FROM unnest(%(ends)s::text[]) e WHERE right(a.attname, length(e)) = e)
 GROUP BY 1 ORDER BY 1
"""
EACH = """
SELECT '{table}', coalesce(sum(hashtextextended(concat_ws('|', {columns}), 0)), 0), count(*)
  FROM {table}
"""
State = dict[str, tuple[Decimal, int]]


@dataclass
class Books:
    """A room's tables as fingerprints. Columns that end so are not looked at, nor these tables."""

    ground: Ground
    ends: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()

    @cached_property
    def question(self) -> str:
        where = {"room": self.ground.pg.schema, "ends": [*self.ends], "tables": [*self.tables]}
        with self.ground.pg.reading() as conn:
            found = conn.execute(COLUMNS, where).fetchall()
        return " UNION ALL ".join(
            EACH.format(table=table, columns=", ".join(columns)) for table, columns in found
        )

    def now(self) -> State:
        with self.ground.pg.reading() as conn:
            rows = conn.execute(self.question).fetchall()
        return {table: (digest, count) for table, digest, count in rows}


# ---------------------------------------------------------------- stories told twice


@dataclass
class Peace:
    """Each question of a story is put once, or until nothing is left of its work.

    door: a facade.  told: what was asked, and the answers.
    """

    door: ModuleType
    books: Books
    check: Callable[[Ground], Sequence[str]]
    told: list[tuple[str, object]] = field(default_factory=list)

    @property
    def ground(self) -> Ground:
        return self.books.ground

    def __call__(self, name: str, /, *given: object, lost_s: float = 0, **values: object) -> object:
        """lost_s: after which what a dead one held is free again."""
        call = partial(getattr(self.door, name), self.ground, *given, **values)
        answer = self.ask(name, call, lost_s)
        self.told.append((name, answer))
        return answer

    def ask(self, name: str, call: Callable[[], object], lost_s: float) -> object:
        return call()

    def through(self, name: str, /, **values: object) -> None:
        """Bit by bit, until there is nothing left to do."""
        call = partial(getattr(self.door, name), self.ground, **values)
        for _ in range(COMMITS_MAX):
            before = self.books.now()
            self.step(name, call, 0)
            if self.books.now() == before:
                self.told.append((name, None))
                return
        raise AssertionError(f"{name} does not come to an end")

    def step(self, name: str, call: Callable[[], object], lost_s: float) -> object:
        return call()


class War(Peace):
    """Who asks dies before and after each commit, and asks again: nothing may be done again."""

    def ask(self, name: str, call: Callable[[], object], lost_s: float) -> object:
        commits, left = self.step(name, call, lost_s)
        done = self.books.now()
        assert commits, f"{name} writes nothing"
        if commits == 1:
            assert done == left, f"{name}, asked again, did something again"
        answer = answer_to(call)
        assert self.books.now() == done, f"{name}, asked once more, did something again"
        assert self.check(self.ground) == (), name
        return answer

    def step(self, name: str, call: Callable[[], object], lost_s: float) -> tuple[int, State]:
        """How many commits were died at, and what the last death left."""
        left = self.books.now()
        for number in range(1, COMMITS_MAX):
            for after in (False, True):
                if not dies(self.ground, call, Torn(number, after=after)):
                    return number - 1, left
                now = self.books.now()
                if number == 1 and not after:
                    assert now == left, f"{name} died before its commit and left something"
                left = now
                self.wait(lost_s)
        raise AssertionError(f"{name} does not come to an end")

    def wait(self, lost_s: float) -> None:
        clock = self.ground.clock
        assert isinstance(clock, VirtualClock)
        clock.advance(lost_s)


def answer_to(call: Callable[[], object]) -> object:
    """Or the refusal, which has words."""
    try:
        return call()
    except LandbridgeError as refusal:
        assert str(refusal)
        return refusal

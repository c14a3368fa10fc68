"""The house's rules on every file, checked in one pass: each file is read and parsed once.

A rule is a function `SourceFile -> Iterator[Complaint]`; all of them stand in `RULES`. A complaint
names file and line, what is wrong, and what to write instead.
"""

import ast
import re
import subprocess
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).parents[2]

LINES_MAX = 500
TEST_LINES_MAX = 800
FUNCTION_LINES_MAX = 60
COLUMNS_MAX = 100
TEMPLATE_COLUMNS_MAX = 200  # a template's tag cannot go on in the next line

TEXT = {".py", ".sql", ".html", ".css", ".js", ".md", ".toml", ".yaml", ".yml", ".sh", ""}
CODE = {".py", ".sql", ".html", ".css", ".js", ".yaml", ".sh"}
# Written by others, or by our own generators.
FOREIGN = ("LICENSE", "docs/reference/", "/vendor/", ".min.", "/samples/")

# A letter in brackets, so that these lines do not complain about themselves.
LEFTOVER = re.compile(r"\b(TOD[O]|FIXM[E]|XX[X]|HAC[K])\b")
MACHINE = re.compile(r"(?:^|[^\w.-])(/(?:wor[k]|roo[t]|far[m]|home/\w+)/|/tmp/bash_job[s])")
REGISTRY = re.compile(r"\b(pypi\.or[g]|pythonhosted\.or[g]|npmjs\.or[g]|crates\.i[o])\b")

# What the glossary calls otherwise. Only names that we give are judged: a foreign library's
# attribute or a foreign system's field in a string is that one's own business.
BANNED = {
    "location": "site, zone, aisle or bin",
    "batch": "lot (goods) or chunk (rows)",
    "product": "item",
    "quant": "stock_balance",
    "client": "owner (of stock), customer, or the name of what is called",
}
# These rooms translate another system's words, so they may name its things as it does.
TRANSLATORS = ("landbridge/connectors/", "landbridge/main/demo/")

CLOCK_AND_CHANCE = {
    "datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.time_ns",
    "uuid.uuid1", "uuid.uuid4", "uuid4", "random.random", "random.randint", "random.choice",
    "random.randrange", "random.uniform", "random.shuffle", "random.sample",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Complaint:
    path: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.text}"


@dataclass(frozen=True)
class SourceFile:
    """A file by its path from the project's root (with `/`) and its text."""

    path: str
    text: str

    @cached_property
    def lines(self) -> list[str]:
        return self.text.splitlines()

    @cached_property
    def tree(self) -> ast.Module | None:
        return ast.parse(self.text) if self.suffix == ".py" else None

    @cached_property
    def suffix(self) -> str:
        return Path(self.path).suffix

    @cached_property
    def is_test(self) -> bool:
        name = Path(self.path).name
        return self.path.startswith("tests/") or name.startswith(("test_", "conftest"))

    @cached_property
    def room(self) -> str:
        """The room it stands in: `hub`, `wms`, ...; "" outside the product."""
        parts = self.path.split("/")
        return parts[1] if parts[0] == "landbridge" and len(parts) > 2 else ""

    def nodes(self) -> Iterator[ast.AST]:
        return iter(ast.walk(self.tree)) if self.tree is not None else iter(())

    def complain(self, line: int, text: str) -> Complaint:
        return Complaint(self.path, line, text)


def file_sizes(file: SourceFile) -> Iterator[Complaint]:
    if file.suffix not in CODE:
        return
    most = TEST_LINES_MAX if file.is_test else LINES_MAX
    if len(file.lines) > most:
        yield file.complain(
            len(file.lines), f"{len(file.lines)} lines; split it, at most {most} are kept together"
        )
    columns_max = TEMPLATE_COLUMNS_MAX if file.suffix == ".html" else COLUMNS_MAX
    for number, line in enumerate(file.lines, 1):
        if len(line) > columns_max and file.suffix != ".py":  # ruff measures Python
            yield file.complain(number, f"{len(line)} columns; at most {columns_max}")


def function_sizes(file: SourceFile) -> Iterator[Complaint]:
    for node in file.nodes():
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
            count = node.end_lineno - node.lineno + 1
            if count > FUNCTION_LINES_MAX:
                yield file.complain(
                    node.lineno,
                    f"{node.name} has {count} lines; at most {FUNCTION_LINES_MAX}: "
                    "give its parts names",
                )


def leftovers(file: SourceFile) -> Iterator[Complaint]:
    for number, line in enumerate(file.lines, 1):
        if found := LEFTOVER.search(line):
            yield file.complain(number, f"{found[0]}: do it, or open an issue")
        if found := MACHINE.search(line):
            yield file.complain(number, f"{found[1]} is a path of one machine")
        if found := REGISTRY.search(line):
            yield file.complain(number, f"{found[0]}: registries are the installer's business")


def banned_names(file: SourceFile) -> Iterator[Complaint]:
    if file.path.startswith(TRANSLATORS):
        return
    # The framework calls its own test browser so.
    allowed = {"client"} if file.is_test else set()
    for number, name in given_names(file):
        for word in set(words(name)) - allowed:
            singular = word.removesuffix("es") if word == "batches" else word.removesuffix("s")
            if better := BANNED.get(word) or BANNED.get(singular):
                yield file.complain(number, f"{name}: the glossary says {better}")


def given_names(file: SourceFile) -> Iterator[tuple[int, str]]:
    """Names that this file gives: functions, classes, parameters, assigned names."""
    for node in file.nodes():
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                yield node.lineno, node.name
            case ast.arg():
                yield node.lineno, node.arg
            case ast.Name(ctx=ast.Store()):
                yield node.lineno, node.id
            case ast.Attribute(value=ast.Name(id="self"), ctx=ast.Store()):
                yield node.lineno, node.attr
            case _:
                pass


def words(name: str) -> list[str]:
    """`StockMove` and `stock_move` are both stock, move."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower().split("_")


def clock_and_chance(file: SourceFile) -> Iterator[Complaint]:
    """Time and chance come from a Ground, so that a simulated world can own them."""
    if file.room in ("", "kit") or file.is_test:
        return
    for node in file.nodes():
        if isinstance(node, ast.Call) and (name := ast.unparse(node.func)) in CLOCK_AND_CHANCE:
            yield file.complain(node.lineno, f"{name}(): take it from ground.clock or .chance")


def foreign_tables(file: SourceFile) -> Iterator[Complaint]:
    """SQL reaches only tables of its own room."""
    if not file.room or file.is_test:
        return
    foreign = "|".join({"hub", "wms"} - {file.room})
    reach = re.compile(rf"\b(?:FROM|JOIN|INTO|UPDATE|TABLE|COPY)\s+({foreign})\.(\w+)", re.I)
    for number, text in sql_texts(file):
        if found := reach.search(text):
            yield file.complain(
                number, f"SQL names {found[1]}.{found[2]}; ask the facade of {found[1]} instead"
            )


def sql_texts(file: SourceFile) -> Iterator[tuple[int, str]]:
    if file.suffix == ".sql":
        text = re.sub(r"--.*", "", file.text)
        yield from enumerate(text.splitlines(), 1)
    for node in file.nodes():
        if isinstance(node, ast.Constant) and isinstance(node.value, str | bytes):
            value = node.value
            yield node.lineno, value if isinstance(value, str) else value.decode(errors="replace")


def plain_migrations(file: SourceFile) -> Iterator[Complaint]:
    """Kinds of plug-ins are text in the database; a list there would need an edit for each."""
    if "/migrations/" not in file.path:
        return
    for node in file.nodes():
        if isinstance(node, ast.keyword) and node.arg == "choices":
            yield file.complain(node.value.lineno, "choices in a migration; keep the name as text")


def foreign_models(file: SourceFile) -> Iterator[Complaint]:
    for node in file.nodes():
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            first = node.args[0] if node.args else None
            if (
                node.func.attr == "get_model"
                and isinstance(first, ast.Constant)
                and str(first.value).split(".")[0] != file.room
            ):
                yield file.complain(node.lineno, "get_model of another room; use its facade")


RULES: tuple[Callable[[SourceFile], Iterator[Complaint]], ...] = (
    file_sizes,
    function_sizes,
    leftovers,
    banned_names,
    clock_and_chance,
    foreign_tables,
    plain_migrations,
    foreign_models,
)


def check(file: SourceFile) -> list[Complaint]:
    """All complaints about one file; files of others are not judged."""
    if any(part in file.path for part in FOREIGN):
        return []
    return [complaint for rule in RULES for complaint in rule(file)]


def project_files() -> Iterator[SourceFile]:
    """Every text file that is, or would be, in the repository."""
    for path in sorted(_listed()):
        full = ROOT / path
        if full.suffix in TEXT and full.is_file() and not full.is_symlink():
            yield SourceFile(path, full.read_text(encoding="utf-8"))


def _listed() -> Iterable[str]:
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return filter(None, listing.stdout.split("\0"))

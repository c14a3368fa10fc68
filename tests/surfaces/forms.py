"""Forms as a page shows them, and hostile words for their fields."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from urllib.parse import quote_from_bytes, urljoin, urlsplit

from django.http.response import HttpResponseBase
from django.test import Client

BOUNDARY = "between-the-fields"
Pair = tuple[str, bytes]

WORDS: tuple[bytes, ...] = (
    b"", b"\x00", b"a\x00b", b"\xed\xa0\x80", b"\xff\xfe", b"\\ud800", b"1e400", b"-1e400", b"NaN",
    b"Infinity", b"-1", b"0", b"1e-400", b"0." + b"0" * 400 + b"1", b"9" * 19, b"9" * 40,
    b"9" * 5_000, b"9223372036854775808", b"1e999999999999999999999", b"1_000",
    "²".encode(), "١٢".encode(), "\u202eabc\ufffe".encode(), b"x" * 100_000, b"2026-99-99",
    b"0001-01-01", b"9999-12-31", b"99:99", b"<script>'\"</script>", b"%s%(x)d{0}{x}",
    b"../../etc/passwd", b"[" * 20_000, b'{"a":' * 5_000, b"1 2 3\n" * 5_000, b",;:\t|" * 50,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Form:
    """pairs: what a browser would send untouched.  buttons: one of them is pressed.
    files: fields for files.  choices: fields with given answers."""

    page: str
    action: str
    method: str
    pairs: tuple[Pair, ...] = ()
    buttons: tuple[Pair, ...] = ()
    files: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for name, _ in (*self.pairs, *self.buttons)))

    @property
    def kind(self) -> tuple[object, ...]:
        """Forms of one kind are made by one template: rows of a list have one each."""
        path = "".join("#" if sign.isdigit() else sign for sign in urlsplit(self.action).path)
        fixed = tuple(pair for pair in self.pairs if pair[0] == "do")
        return path, self.method, self.names, self.files, fixed, self.buttons[:1]

    def with_word(self, name: str, word: bytes) -> "Form":
        pairs = tuple((one, word if one == name else value) for one, value in self.pairs)
        buttons = tuple((one, word if one == name else value) for one, value in self.buttons)
        return replace(self, pairs=pairs, buttons=buttons)

    def presses(self) -> Iterator["Form"]:
        """Once for each button, as its only one."""
        for button in self.buttons:
            yield replace(self, pairs=(*self.pairs, button), buttons=())
        if not self.buttons:
            yield self


@dataclass
class _Reader(HTMLParser):
    page: str
    found: list[Form] = field(default_factory=list)
    now: dict[str, list] | None = None
    head: dict[str, str] = field(default_factory=dict)
    select: str = ""
    chosen: str | None = None

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.head, self.now = said, {"pairs": [], "buttons": [], "files": []}
            return
        name = said.get("name", "")
        if self.now is None:
            return
        if tag == "option" and self.select and (self.chosen is None or "selected" in said):
            self.chosen = said.get("value", "")
        if not name or name == "csrfmiddlewaretoken":
            return
        value = said.get("value", "").encode()
        kind = said.get("type", "text" if tag == "input" else "")
        if tag == "select":
            self.select, self.chosen = name, None
        elif kind == "file":
            self.now["files"].append(name)
        elif tag == "button" or kind == "submit":
            self.now["buttons"].append((name, value))
        elif kind not in ("checkbox", "radio") or "checked" in said:
            if tag in ("input", "textarea"):
                self.now["pairs"].append((name, value))
        elif name not in dict(self.now["pairs"]):
            self.now["pairs"].append((name, value or b"on"))

    def handle_endtag(self, tag: str) -> None:
        if self.now is None:
            return
        if tag == "select" and self.select:
            self.now["pairs"].append((self.select, (self.chosen or "").encode()))
            self.select = ""
        if tag == "form":
            action = urljoin(self.page, self.head.get("action", ""))
            method = self.head.get("method", "get").lower()
            made = {name: tuple(values) for name, values in self.now.items()}
            self.found.append(Form(self.page, action, method, **made))
            self.now = None


def forms_of(page: str, html: str) -> list[Form]:
    reader = _Reader(page)
    reader.feed(html)
    return reader.found


def send(client: Client, form: Form, content: bytes | None = None) -> HttpResponseBase:
    """As a browser would, but for what is in it. content: of each of its files."""
    if form.method == "get":
        path = urlsplit(form.action).path
        return client.generic("GET", path, QUERY_STRING=encoded(form.pairs))
    if content is None:
        kind = "application/x-www-form-urlencoded"
        return client.generic("POST", form.action, encoded(form.pairs), content_type=kind)
    body = parts(form.pairs, form.files, content)
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    return client.generic("POST", form.action, body, content_type=kind)


def encoded(pairs: Sequence[Pair]) -> str:
    return "&".join(f"{quote_from_bytes(n.encode())}={quote_from_bytes(v)}" for n, v in pairs)


def parts(pairs: Sequence[Pair], files: Sequence[str], content: bytes) -> bytes:
    head = b'--%s\r\nContent-Disposition: form-data; name="%s"'
    mark = BOUNDARY.encode()
    body = b"".join(
        head % (mark, name.encode()) + b"\r\n\r\n" + value + b"\r\n" for name, value in pairs
    )
    for name in files:
        body += head % (mark, name.encode()) + b'; filename="../f.csv"\r\n\r\n' + content
        body += b"\r\n"
    return body + b"--" + mark + b"--\r\n"

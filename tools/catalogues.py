"""Message catalogues of the handheld: what is to be translated, and `.mo` out of `.po`.

    python -m tools.catalogues      add what is missing to each .po, and compile them

No other tool is needed. What is missing gets an empty translation, which `tests/house` refuses.
"""

import ast
import re
import struct
from pathlib import Path

ROOT = Path(__file__).parent.parent
HANDHELD = ROOT / "landbridge" / "console" / "handheld"
LOCALE = ROOT / "landbridge" / "console" / "locale"
LANGUAGES = ("de", "es", "fr", "pl")
CONTEXT = "floor"
CALLS = {"_", "gettext", "gettext_lazy"}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{[a-z]\}")
_ENTRY = re.compile(
    r'^msgctxt "(?P<context>.*)"\nmsgid "(?P<id>.*)"\nmsgstr "(?P<text>.*)"$', re.MULTILINE
)
_HEAD = (
    'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
    '"Content-Transfer-Encoding: 8bit\\n"\n"Language: {language}\\n"\n'
)


def wanted() -> tuple[str, ...]:
    """Every text of the handheld, in the order of its files."""
    found: dict[str, None] = {}
    for path in sorted(HANDHELD.rglob("*")):
        if path.suffix == ".py" and not path.name.startswith("test_"):
            found.update(dict.fromkeys(_in_code(path)))
        elif path.suffix == ".html":
            tag = r"""\{%\s*trans(?:late)?\s+(["'])(.*?)\1\s+context "floor" """
            found.update(
                dict.fromkeys(text for _, text in re.findall(tag, path.read_text("utf-8")))
            )
    found.update(dict.fromkeys((HANDHELD / "sentences.txt").read_text("utf-8").splitlines()))
    return tuple(found)


def _in_code(path: Path) -> list[str]:
    texts = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
            texts += [one.value for one in node.args if isinstance(one, ast.Constant)]
        named = isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
        if named and node.targets[0].id == "INSIDE":  # type: ignore[attr-defined]
            texts += ast.literal_eval(node.value)  # type: ignore[attr-defined]
    return [text for text in texts if isinstance(text, str)]


def po(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def read_po(text: str) -> dict[str, str]:
    return {_plain(found["id"]): _plain(found["text"]) for found in _ENTRY.finditer(text)}


def write_po(language: str, messages: dict[str, str]) -> str:
    entries = (
        f'msgctxt "{CONTEXT}"\nmsgid "{_quoted(message)}"\nmsgstr "{_quoted(text)}"\n'
        for message, text in messages.items()
    )
    return "\n".join((_HEAD.format(language=language), *entries))


def compiled(language: str, messages: dict[str, str]) -> bytes:
    """The binary form (GNU gettext manual, section 10.3): sorted, without a hash table."""
    head = f"Content-Type: text/plain; charset=UTF-8\nLanguage: {language}\n"
    rows = {f"{CONTEXT}\x04{message}": text for message, text in messages.items() if text}
    pairs = sorted((key.encode(), text.encode()) for key, text in {**rows, "": head}.items())
    start = 28 + 16 * len(pairs)
    tables: list[list[int]] = [[], []]
    body = b""
    for side in (0, 1):
        for pair in pairs:
            tables[side] += [len(pair[side]), start + len(body)]
            body += pair[side] + b"\0"
    numbers = (0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, start, *tables[0], *tables[1])
    return struct.pack(f"<{len(numbers)}I", *numbers) + body


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _plain(text: str) -> str:
    return text.replace("\\n", "\n").replace('\\"', '"').replace("\\\\", "\\")


def main() -> None:
    for language in LANGUAGES:
        path = po(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        known = read_po(path.read_text("utf-8")) if path.exists() else {}
        messages = {message: known.get(message, "") for message in wanted()}
        path.write_text(write_po(language, messages), "utf-8")
        path.with_suffix(".mo").write_bytes(compiled(language, messages))
        missing = sum(not text for text in messages.values())
        print(f"{language}: {len(messages)} messages, {missing} to be translated")


if __name__ == "__main__":
    main()

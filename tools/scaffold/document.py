"""A canonical document type: one file and one sample folder."""

from pathlib import Path

from tools.scaffold.files import TEMPLATES, checked_name, filled, write_new


def write_document(name: str, *, into: Path) -> list[Path]:
    """Write `into/name.py` and `into/samples/name/full.json`."""
    words = {
        "name": checked_name(name),
        "class": "".join(word.capitalize() for word in name.split("_")),
        "words": name.replace("_", " "),
    }
    home = TEMPLATES / "document"
    return [
        write_new(into / f"{name}.py", filled(home / "document.py.template", words)),
        write_new(
            into / "samples" / name / "full.json", filled(home / "full.json.template", words)
        ),
    ]

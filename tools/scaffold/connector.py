"""The parts of a connector: manifest, config, connector, maps, samples; docs page and fake."""

from pathlib import Path

from tools.scaffold.files import TEMPLATES, ScaffoldError, checked_name, filled, write_new
from tools.scaffold.maps import write_map


def write_connector(name: str, *, title: str, into: Path, package: str) -> list[Path]:
    """Write the folder `into/name`. Raises ScaffoldError if it is there already."""
    folder = into / checked_name(name)
    if folder.exists():
        raise ScaffoldError(f"{folder} is there already. Take it away or choose another name.")
    words = {
        "name": name,
        "title": title,
        "package": f"{package}.{name}",
        "class": "".join(word.capitalize() for word in name.split("_")),
    }
    written = [
        write_new(folder / template.name.removesuffix(".template"), filled(template, words))
        for template in sorted((TEMPLATES / "connector").glob("*.template"))
    ]
    written += write_map(folder, "json", document="outbound_order", direction="in")
    written += write_map(folder, "json", document="shipment_confirmation", direction="out")
    return written

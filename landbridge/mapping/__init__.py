"""Wire tree to canonical document and back by declarative maps; pure.

    sale = load_map(text, name="sale.yaml")
    mapped = to_canon(tree, map=sale, context=MapContext(owner="ACME", site="MAIN"))

The language is described in docs/howto/write-a-map.md.
"""

from landbridge.mapping.engine import (
    explain,
    from_canon,
    lint,
    load_map,
    to_canon,
    wanted_lookups,
)
from landbridge.mapping.model import Explained, Map, MapContext, MapFileError, Mapped

__all__ = [
    "Explained",
    "Map",
    "MapContext",
    "MapFileError",
    "Mapped",
    "explain",
    "from_canon",
    "lint",
    "load_map",
    "to_canon",
    "wanted_lookups",
]

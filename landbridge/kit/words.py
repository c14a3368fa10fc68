"""Numbers with their nouns."""


def counted(count: int, one: str, many: str = "") -> str:
    """`1 document`, `2 documents`, `1,204 documents`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"

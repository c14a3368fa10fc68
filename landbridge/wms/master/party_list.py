"""Customers, suppliers and carriers as people look them up."""

from landbridge.kit.ground import Ground
from landbridge.wms.forms.contracts import Page, Wrong
from landbridge.wms.forms.rows import clean, like_part, page_limit, page_of, read_position
from landbridge.wms.master.contracts import PartyView

STATES = ("", "active", "inactive")
_PAGE = """
SELECT owner, code, version, name, roles, gln, active FROM party
WHERE (%(owner)s = '' OR owner = %(owner)s)
  AND (%(text)s = '' OR code ILIKE %(part)s OR name ILIKE %(part)s OR gln = %(text)s)
  AND (%(state)s = '' OR active = (%(state)s = 'active'))
  AND (%(role)s = '' OR %(role)s = ANY(roles))
  AND (%(o)s::text IS NULL OR (owner, code) > (%(o)s, %(c)s))
ORDER BY owner, code LIMIT %(limit)s
"""


def parties(
    ground: Ground,
    *,
    owner: str = "",
    text: str = "",
    state: str = "",
    role: str = "",
    limit: int = 50,
    after: str = "",
) -> Page[PartyView]:
    """text: part of code or name, or a whole GLN.  state: `active`, `inactive`, "" both.
    role: `customer`, `supplier`, `carrier`, "" all.

    Wrong("state").
    """
    if state not in STATES:
        raise Wrong(f"{state} is not active or inactive.", "state", read=state)
    limit = page_limit(limit)
    start = read_position(after, str, str) or (None, None)
    where = {
        "owner": clean(owner), "text": clean(text), "part": like_part(text), "state": state,
        "role": role, "limit": limit + 1, "o": start[0], "c": start[1],
    }  # fmt: skip
    with ground.pg.reading() as conn:
        rows = [
            PartyView(owner=row[0], code=row[1], version=row[2], name=row[3], roles=tuple(row[4]),
                      gln=row[5], active=row[6])
            for row in conn.execute(_PAGE, where)
        ]  # fmt: skip
    return page_of(rows, limit, "owner", "code")

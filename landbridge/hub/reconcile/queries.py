"""Comparisons that were made, as they are kept and shown."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from landbridge.hub.facade.contracts import NotFoundError
from landbridge.hub.facade.views import (
    Difference,
    DocumentOnTheWay,
    FieldDifference,
    Reconciliation,
    ReconciliationRow,
    Standing,
    Tone,
)
from landbridge.hub.watch.bridge import rows
from landbridge.kit.ground import Ground
from landbridge.kit.pg.named import named_sql
from landbridge.kit.quantity import plain
from landbridge.kit.words import counted

SQL = named_sql(__package__, "sql/reconcile.sql")
LIST_LIMIT_MAX = 500
DIFFERENCES_KEPT_MAX = 10_000
ID_MAX = 2**53
FIGURES = ("left", "right", "in_flight", "unconfirmed", "rejected", "unexplained")

Row = Mapping[str, Any]


def reconciliation_list(
    ground: Ground, *, limit: int, before: int
) -> tuple[ReconciliationRow, ...]:
    values = {"limit": max(1, min(limit, LIST_LIMIT_MAX)), "before": before or ID_MAX}
    with ground.pg.reading() as conn:
        return tuple(_row(row) for row in rows(conn, SQL["list"], values))


def reconciliation_page(ground: Ground, reconciliation_id: int) -> Reconciliation:
    with ground.pg.reading() as conn:
        found = rows(conn, SQL["one"], {"id": reconciliation_id})
    if not found:
        raise NotFoundError(
            "there is no comparison of that number",
            subject=str(reconciliation_id),
            remedy="See the list of comparisons.",
        )
    (row,) = found
    return Reconciliation(
        row=_row(row),
        differences=tuple(difference_of(one) for one in row["differences"]),
        not_understood_count=row["not_understood"],
    )


def as_json(differences: Sequence[Difference], not_understood: int) -> dict[str, object]:
    """The result as it is kept; figures as text, because they are exact."""
    return {
        "not_understood": not_understood,
        "differences": [difference_json(one) for one in differences[:DIFFERENCES_KEPT_MAX]],
    }


def difference_json(one: Difference) -> dict[str, object]:
    return {
        "key": list(one.key),
        "uom": one.uom,
        **{name: plain(getattr(one, name)) for name in FIGURES},
        "note": one.note,
        "fields": [[f.field, f.left, f.right] for f in one.fields],
        "documents": [
            {
                "message_id": document.message_id,
                "kind": document.kind,
                "number": document.number,
                "source": document.source,
                "target": document.target,
                "standing": document.standing.value,
            }
            for document in one.documents
        ],
    }


def difference_of(kept: Row) -> Difference:
    return Difference(
        key=tuple(kept["key"]),
        uom=kept["uom"],
        note=kept["note"],
        fields=tuple(
            FieldDifference(field=name, left=left, right=right)
            for name, left, right in kept.get("fields", ())
        ),
        documents=tuple(
            DocumentOnTheWay(
                message_id=one["message_id"],
                kind=one["kind"],
                number=one["number"],
                source=one["source"],
                target=one["target"],
                standing=Standing(one["standing"]),
            )
            for one in kept["documents"]
        ),
        **{name: Decimal(kept[name]) for name in FIGURES},
    )


def _row(row: Row) -> ReconciliationRow:
    if row["unexplained_count"] or row["rejected_count"]:
        tone = Tone.PERSON
    else:
        tone = Tone.WAITS if row["in_flight_count"] or row["not_understood"] else Tone.QUIET
    return ReconciliationRow(
        reconciliation_id=row["id"],
        left=row["left"],
        right=row["right"],
        subject=row["subject"],
        site=row["site"],
        owner=row["owner"],
        asked_by=row["asked_by"],
        started_at=row["started_at"],
        finished_at=row["finished_at"],
        rounds_count=row["rounds_count"],
        keys_count=row["keys_count"],
        in_flight_count=row["in_flight_count"],
        rejected_count=row["rejected_count"],
        unexplained_count=row["unexplained_count"],
        agrees=row["agrees"],
        tone=tone,
        sentence=_sentence(row),
    )


def _sentence(row: Row) -> str:
    parts = []
    if count := row["unexplained_count"]:
        verb = "has" if count == 1 else "have"
        parts.append(f"{counted(count, 'difference')} {verb} no explanation.")
    if count := row["rejected_count"]:
        verb = "comes" if count == 1 else "come"
        parts.append(f"{counted(count, 'difference')} {verb} from documents that were refused.")
    if not parts:
        parts.append(
            f"{row['left']} and {row['right']} agree on {counted(row['keys_count'], 'key')}."
        )
    if count := row["in_flight_count"]:
        verb = "is" if count == 1 else "are"
        parts.append(f"{counted(count, 'difference')} {verb} only on the way.")
    if count := row["not_understood"]:
        verb = "is" if count == 1 else "are"
        parts.append(f"{counted(count, 'payload')} {verb} not understood yet.")
    return " ".join(parts)

"""Keeping pictures of goods beside their receipt."""

import hashlib
from collections.abc import Sequence

from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection
from landbridge.wms.forms.contracts import Wrong
from landbridge.wms.forms.operations import once
from landbridge.wms.forms.rows import fetch_all
from landbridge.wms.inbound.contracts import PhotoAdded, PhotoContent, PhotoView
from landbridge.wms.inbound.photos.images import NotAPictureError, read_picture

PHOTOS_MAX = 50
NOTE_MAX = 200
_LIST = """
SELECT photo_id, receipt_id, coalesce(receipt_line_id, 0) AS receipt_line_id, media_type,
  width_px, height_px, length(content) AS size_bytes, note, taken_at, taken_by
FROM receipt_photo WHERE receipt_id = ANY (%(receipt_ids)s::bigint[]) ORDER BY photo_id
"""


def add_photo(
    ground: Ground,
    *,
    key: str,
    actor: str,
    receipt_id: int,
    content: bytes,
    receipt_line_id: int = 0,
    note: str = "",
) -> PhotoAdded:
    """Keep a picture of goods as they came. receipt_line_id: what it shows, 0 for all of it.

    A receipt that is closed takes pictures too: damage is often seen later.
    Wrong: not-found, photo (no picture, too large), too-many-photos.
    """
    try:
        picture = read_picture(content)
    except NotAPictureError as refused:
        raise Wrong(str(refused), "photo") from None

    def work(conn: Connection) -> PhotoAdded:
        receipt = conn.execute(
            "SELECT receipt_id FROM receipt WHERE receipt_id = %s FOR UPDATE", [receipt_id]
        ).fetchone()
        if receipt is None:
            raise Wrong("There is no such receipt.", "not-found", read=str(receipt_id))
        if receipt_line_id:
            line = conn.execute(
                "SELECT FROM receipt_line WHERE receipt_id = %s AND receipt_line_id = %s",
                [receipt_id, receipt_line_id],
            ).fetchone()
            if line is None:
                text = "This line is not of that receipt."
                raise Wrong(text, "not-found", read=str(receipt_line_id))
        row = conn.execute(
            "SELECT count(*) FROM receipt_photo WHERE receipt_id = %s", [receipt_id]
        ).fetchone()
        if row is not None and row[0] >= PHOTOS_MAX:
            raise Wrong(f"A receipt has at most {PHOTOS_MAX} pictures.", "too-many-photos")
        made = conn.execute(
            "INSERT INTO receipt_photo (receipt_id, receipt_line_id, media_type, width_px,"
            " height_px, content, note, taken_at, taken_by)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING photo_id",
            [
                receipt_id, receipt_line_id or None, picture.media_type, picture.width_px,
                picture.height_px, picture.content, note.strip()[:NOTE_MAX], ground.clock.now(),
                actor,
            ],
        ).fetchone()  # fmt: skip
        assert made is not None
        return PhotoAdded(
            photo_id=made[0], receipt_id=receipt_id, width_px=picture.width_px,
            height_px=picture.height_px, size_bytes=len(picture.content),
        )  # fmt: skip

    return once(
        ground, work, key=key, operation="add_photo", actor=actor, answer=PhotoAdded,
        inputs=(receipt_id, receipt_line_id, note, hashlib.sha256(content).hexdigest()),
    )  # fmt: skip


def photos(ground: Ground, *, receipt_ids: Sequence[int]) -> tuple[PhotoView, ...]:
    """Pictures of receipts, in the order they were taken, without their bytes."""
    with ground.pg.reading() as conn:
        return tuple(fetch_all(conn, PhotoView, _LIST.encode(), {"receipt_ids": [*receipt_ids]}))


def photo(ground: Ground, *, photo_id: int) -> PhotoContent | None:
    """One picture with its bytes."""
    with ground.pg.reading() as conn:
        row = conn.execute(
            "SELECT media_type, content FROM receipt_photo WHERE photo_id = %s", [photo_id]
        ).fetchone()
    return None if row is None else PhotoContent(media_type=row[0], content=bytes(row[1]))

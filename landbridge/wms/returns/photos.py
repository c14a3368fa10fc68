"""Pictures of goods that came back; read and cleaned as those of receipts are."""

import hashlib

from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection
from landbridge.wms.forms.contracts import Wrong
from landbridge.wms.forms.operations import once
from landbridge.wms.inbound.contracts import PhotoContent
from landbridge.wms.inbound.photos.images import NotAPictureError, read_picture
from landbridge.wms.returns.contracts import ReturnPhotoAdded

PHOTOS_MAX = 20


def add_return_photo(
    ground: Ground, *, key: str, actor: str, return_item_id: int, content: bytes
) -> ReturnPhotoAdded:
    """Keep a picture of goods that came back. Wrong: not-found, photo, too-many-photos."""
    try:
        picture = read_picture(content)
    except NotAPictureError as refused:
        raise Wrong(str(refused), "photo") from None

    def work(conn: Connection) -> ReturnPhotoAdded:
        found = conn.execute(
            "SELECT (SELECT count(*) FROM return_photo p WHERE p.return_item_id ="
            " i.return_item_id) FROM return_item i WHERE return_item_id = %s FOR UPDATE",
            [return_item_id],
        ).fetchone()
        if found is None:
            raise Wrong("There is no such returned item.", "not-found", read=str(return_item_id))
        if found[0] >= PHOTOS_MAX:
            raise Wrong(f"It has {PHOTOS_MAX} pictures already.", "too-many-photos")
        made = conn.execute(
            "INSERT INTO return_photo (return_item_id, media_type, width_px, height_px, content,"
            " taken_at, taken_by) VALUES (%s, %s, %s, %s, %s, %s, %s) RETURNING photo_id",
            [
                return_item_id, picture.media_type, picture.width_px, picture.height_px,
                picture.content, ground.clock.now(), actor,
            ],
        ).fetchone()  # fmt: skip
        assert made is not None
        return ReturnPhotoAdded(photo_id=made[0], return_item_id=return_item_id)

    return once(
        ground, work, key=key, operation="add_return_photo", actor=actor,
        inputs=(return_item_id, hashlib.sha256(content).hexdigest()), answer=ReturnPhotoAdded,
    )  # fmt: skip


def return_photo(ground: Ground, *, photo_id: int) -> PhotoContent | None:
    """One picture with its bytes."""
    with ground.pg.reading() as conn:
        row = conn.execute(
            "SELECT media_type, content FROM return_photo WHERE photo_id = %s", [photo_id]
        ).fetchone()
    return None if row is None else PhotoContent(media_type=row[0], content=bytes(row[1]))

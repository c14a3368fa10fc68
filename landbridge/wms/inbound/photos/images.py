"""Pictures from outside, taken apart and written anew: only what draws the picture is kept.

No metadata (place, device, comments), nothing behind the end, no other kind of file under a
picture's name. Pixels are not decoded; sizes and structure are checked. Pure.
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

BYTES_MAX = 8 * 1024 * 1024
PIXELS_MAX = 20_000
_PNG = b"\x89PNG\r\n\x1a\n"
# Chunks without which a PNG is drawn wrongly; all others may hold anything.
_PNG_KEPT = frozenset((b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"sRGB"))
_STANDALONE = frozenset((0x01, *range(0xD0, 0xD8)))
_FRAMES = frozenset((0xC0, 0xC1, 0xC2))
_SOI, _EOI, _SOS, _COM, _APP0, _APP14, _APP15 = 0xD8, 0xD9, 0xDA, 0xFE, 0xE0, 0xEE, 0xEF


class NotAPictureError(ValueError):
    """The bytes are no picture that is taken; the text says why."""


@dataclass(frozen=True, slots=True)
class Picture:
    media_type: str
    width_px: int
    height_px: int
    content: bytes


def read_picture(content: bytes) -> Picture:
    """A JPEG or PNG, rewritten. NotAPictureError."""
    if not content:
        raise NotAPictureError("The file is empty.")
    if len(content) > BYTES_MAX:
        raise NotAPictureError(f"The picture is larger than {BYTES_MAX // 1024 // 1024} MB.")
    try:
        if content.startswith(b"\xff\xd8"):
            picture = _jpeg(content)
        elif content.startswith(_PNG):
            picture = _png(content)
        else:
            raise NotAPictureError("Only JPEG and PNG pictures are taken.")
    except (struct.error, IndexError):
        raise NotAPictureError("The picture is damaged or cut off.") from None
    if not 0 < picture.width_px <= PIXELS_MAX or not 0 < picture.height_px <= PIXELS_MAX:
        raise NotAPictureError(f"A picture has at most {PIXELS_MAX} pixels a side.")
    return picture


def _png(content: bytes) -> Picture:
    size: tuple[int, int] | None = None
    kept = [_PNG]
    has_data = False
    for kind, body in _png_chunks(content):
        if size is None:
            if kind != b"IHDR" or len(body) != 13:
                raise NotAPictureError("The PNG has no header.")
            size = struct.unpack(">II", body[:8])
        if kind in _PNG_KEPT:
            has_data = has_data or kind == b"IDAT"
            check = struct.pack(">I", zlib.crc32(kind + body))
            kept.append(struct.pack(">I", len(body)) + kind + body + check)
        if kind == b"IEND":
            break
    else:
        raise NotAPictureError("The picture is damaged or cut off.")
    if size is None or not has_data:
        raise NotAPictureError("The PNG draws nothing.")
    return Picture("image/png", size[0], size[1], b"".join(kept))


def _png_chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(_PNG)
    while at < len(content):
        (length,) = struct.unpack(">I", content[at : at + 4])
        kind, body = content[at + 4 : at + 8], content[at + 8 : at + 8 + length]
        (check,) = struct.unpack(">I", content[at + 8 + length : at + 12 + length])
        if check != zlib.crc32(kind + body):
            raise NotAPictureError("The picture is damaged: a checksum is wrong.")
        yield kind, body
        at += 12 + length


def _jpeg(content: bytes) -> Picture:
    """Segments up to the end of the picture; application data and comments are left out."""
    size: tuple[int, int] | None = None
    kept = [b"\xff\xd8"]
    at, has_scan = 2, False
    while True:
        at = _marker(content, at)
        marker = content[at]
        at += 1
        if marker == _EOI:
            break
        if marker in _STANDALONE:
            kept.append(bytes((0xFF, marker)))
            continue
        (length,) = struct.unpack(">H", content[at : at + 2])
        body = content[at : at + length]
        if length < 2 or len(body) != length:
            raise NotAPictureError("The picture is damaged or cut off.")
        at += length
        if marker in _FRAMES:
            size = struct.unpack(">HH", body[3:7])[::-1]
        if marker != _COM and not (_APP0 < marker <= _APP15 and marker != _APP14):
            kept.append(bytes((0xFF, marker)) + body)
        if marker == _SOS:
            has_scan = True
            end = _end_of_scan(content, at)
            kept.append(content[at:end])
            at = end
    if size is None or not has_scan:
        raise NotAPictureError("The JPEG draws nothing.")
    return Picture("image/jpeg", size[0], size[1], b"".join(kept) + b"\xff\xd9")


def _marker(content: bytes, at: int) -> int:
    """Place of the marker's code; fill bytes before it are passed over."""
    if content[at] != 0xFF:
        raise NotAPictureError("The picture is damaged: a marker is missing.")
    while content[at] == 0xFF:
        at += 1
    return at


def _end_of_scan(content: bytes, at: int) -> int:
    """Where the next real marker begins: an FF that is neither stuffed nor a restart."""
    while True:
        at = content.find(b"\xff", at)
        if at < 0 or at + 1 >= len(content):
            raise NotAPictureError("The picture is damaged or cut off.")
        following = content[at + 1]
        if following == 0 or 0xD0 <= following <= 0xD7:
            at += 2
        elif following == 0xFF:
            at += 1
        else:
            return at

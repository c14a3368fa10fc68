"""Pictures are taken apart: what draws them stays, all else is refused or left out."""

import struct
import zlib

import pytest

from landbridge.wms.inbound.photos.images import BYTES_MAX, NotAPictureError, read_picture


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width: int = 2, height: int = 1, *more: bytes) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"".join(b"\x00" + b"\x10\x20\x30" * width for _ in range(height)))
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + b"".join(more)
        + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )  # fmt: skip


def segment(marker: int, body: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(body) + 2) + body


def jpeg(*more: bytes, width: int = 640, height: int = 480) -> bytes:
    frame = struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00"
    return (
        b"\xff\xd8" + segment(0xE0, b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00")
        + b"".join(more) + segment(0xDB, b"\x00" * 65) + segment(0xC0, frame)
        + segment(0xDA, b"\x01\x01\x00\x00\x3f\x00") + b"\x12\xff\x00\x34\xff\xd0\x56\xff\xd9"
    )  # fmt: skip


def test_a_png_keeps_its_picture_and_loses_the_rest() -> None:
    secret = chunk(b"tEXt", b"place\x00at home")
    read = read_picture(png(2, 1, secret) + b"<script>")
    assert (read.media_type, read.width_px, read.height_px) == ("image/png", 2, 1)
    assert read.content == png(2, 1)


def test_a_jpeg_keeps_its_picture_and_loses_the_rest() -> None:
    exif = segment(0xE1, b"Exif\x00\x00" + b"GPS at home")
    comment = segment(0xFE, b"a comment")
    read = read_picture(jpeg(exif, comment) + b"PK\x03\x04 a zip behind it")
    assert (read.media_type, read.width_px, read.height_px) == ("image/jpeg", 640, 480)
    assert read.content == jpeg()


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "empty"),
        (b"GIF89a", "JPEG and PNG"),
        (b"<svg onload=alert(1)>", "JPEG and PNG"),
        (b"%PDF-1.7", "JPEG and PNG"),
        (b"\x00" * (BYTES_MAX + 1), "larger"),
        (png()[:-20], "damaged"),
        (png()[:30], "damaged"),
        (png().replace(b"\x10", b"\x11", 1) if b"\x10" in png() else png()[:-1], "damaged"),
        (png(30_000, 1), "pixels"),
        (b"\x89PNG\r\n\x1a\n" + chunk(b"IEND", b""), "header"),
        (jpeg()[:-2], "damaged"),
        (jpeg()[:40], "damaged"),
        (b"\xff\xd8\xff\xd9", "draws nothing"),
        (b"\xff\xd8\x00\x00", "marker"),
        (jpeg(width=0), "pixels"),
    ],
)
def test_what_is_no_picture_is_refused(content: bytes, word: str) -> None:
    with pytest.raises(NotAPictureError, match=word):
        read_picture(content)


def test_cut_anywhere_a_picture_is_refused_or_read_but_never_breaks() -> None:
    for whole in (png(3, 3), jpeg()):
        for end in range(len(whole)):
            with pytest.raises(NotAPictureError):
                read_picture(whole[:end])

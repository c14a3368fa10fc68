"""Instance files, from a folder or from an archive as they are handed round."""

import lzma
import tarfile
import zlib
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath

from landbridge.kit.findings import LandbridgeError

ARCHIVES = (".tar.xz", ".tar.gz", ".tar")
_DAMAGED = (tarfile.TarError, lzma.LZMAError, zlib.error, EOFError, OSError)


def read_files(path: Path, *, suffix: str, only: str = "*") -> Iterator[tuple[PurePosixPath, str]]:
    """Name and text of the files ending in `suffix` whose bare name fits the pattern `only`.

    `path` is a folder, searched to its depths, or an archive; in natural order of the names.
    """
    if path.is_dir():
        yield from _of_folder(path, suffix, only)
    elif path.is_file() and path.name.endswith(ARCHIVES):
        try:
            texts = _in_archive(path, suffix, only)
        except _DAMAGED as error:
            raise LandbridgeError(
                f"the archive cannot be read: {error}",
                subject=str(path),
                remedy="Fetch or pack it again; it may be cut off or no archive at all.",
            ) from error
        for name in sorted(texts, key=natural):
            yield name, texts[name]
    else:
        raise LandbridgeError(
            "there is no such folder or archive", subject=str(path), remedy="Name one by --folder."
        )


def _of_folder(path: Path, suffix: str, only: str) -> Iterator[tuple[PurePosixPath, str]]:
    found = {
        PurePosixPath(file.relative_to(path).as_posix()): file
        for file in path.rglob(f"*{suffix}")
        if file.is_file()
    }
    for name in sorted(found, key=natural):
        if _fits(name, suffix, only):
            yield name, _text(found[name].read_bytes())


def _in_archive(path: Path, suffix: str, only: str) -> dict[PurePosixPath, str]:
    with tarfile.open(path) as archive:
        members = {PurePosixPath(info.name): info for info in archive if info.isfile()}
        wanted = [name for name in members if _fits(name, suffix, only)]
        texts = {}
        for name in wanted:  # in the archive's own order: it is read once from front to back
            stream = archive.extractfile(members[name])
            texts[name] = _text(stream.read()) if stream else ""
    return texts


def _fits(name: PurePosixPath, suffix: str, only: str) -> bool:
    return name.name.endswith(suffix) and (
        fnmatch(name.name, only) or fnmatch(name.stem, only) or fnmatch(str(name), only)
    )


def natural(name: PurePosixPath) -> list[tuple[int, str]]:
    """`x_9` before `x_10`."""
    parts: list[tuple[int, str]] = []
    digits = ""
    for sign in f"{name} ":
        if sign.isascii() and sign.isdigit():
            digits += sign
            continue
        if digits:
            parts.append((int(digits), ""))
            digits = ""
        parts.append((-1, sign))
    return parts


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")  # the comments of the older sets

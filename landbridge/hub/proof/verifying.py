"""A proof's file verified by itself: no database is asked."""

import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from typing import Any

from landbridge.hub.facade.views.proof import ProofCheck, Verified
from landbridge.hub.proof.sealing import chained
from landbridge.hub.proof.signing import fingerprint, is_signed
from landbridge.kit.crypto import sha256
from landbridge.kit.findings import LandbridgeError

FILES_MAX = 200
BYTES_MAX = 512 * 1024 * 1024
NEEDED = ("manifest.json", "signature.json", "proof.json")


def verify_bundle(content: bytes, *, key: bytes | None = None) -> Verified:
    """key: the public key that it must be signed with; None takes the one it names itself.

    Raises LandbridgeError if it is no proof at all.
    """
    files = _opened(content)
    manifest, proof = _json(files["manifest.json"]), _json(files["proof.json"])["proof"]
    signature = _json(files["signature.json"])
    public = bytes.fromhex(signature["public_key"])
    checks = [
        _signature(files["manifest.json"], signature, public, key),
        *_digests(files, manifest),
        _raw(files, proof),
        *_fields(files, proof),
        *_seals(proof),
    ]
    return Verified(
        number=str(manifest["number"]), fingerprint=fingerprint(public), checks=tuple(checks)
    )


def _opened(content: bytes) -> dict[str, bytes]:
    problem = LandbridgeError(
        "this is no proof of Landbridge", remedy="Give the file that was exported."
    )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            if len(entries) > FILES_MAX or sum(one.file_size for one in entries) > BYTES_MAX:
                raise problem
            files = {one.filename: archive.read(one) for one in entries}
    except (zipfile.BadZipFile, OSError, ValueError) as fault:
        raise problem from fault
    if not all(name in files for name in NEEDED):
        raise problem
    return files


def _json(content: bytes) -> Any:
    try:
        return json.loads(content)
    except ValueError as fault:
        raise LandbridgeError("a part of the proof cannot be read") from fault


def _signature(
    manifest: bytes, signature: Mapping[str, str], public: bytes, key: bytes | None
) -> ProofCheck:
    if key is not None and key != public:
        text = f"It is signed with another key: {fingerprint(public)}."
        return ProofCheck(what="signature", ok=False, text=text)
    fits = is_signed(manifest, public=public, signature=bytes.fromhex(signature["signature"]))
    text = f"Signed with the key {fingerprint(public)}." if fits else "The signature does not fit."
    return ProofCheck(what="signature", ok=fits, text=text)


def _digests(files: Mapping[str, bytes], manifest: Mapping[str, Any]) -> Iterable[ProofCheck]:
    listed = dict(manifest["files"])
    present = {name for name in files if name not in ("manifest.json", "signature.json")}
    for name in sorted(present | set(listed)):
        same = name in files and name in listed and sha256(files[name]).hex() == listed[name]
        text = "It is as it was signed." if same else "It was changed, added or taken away."
        yield ProofCheck(what=name, ok=same, text=text)


def _raw(files: Mapping[str, bytes], proof: Mapping[str, Any]) -> ProofCheck:
    content = files.get("received.bin")
    if content is None:
        return ProofCheck(what="payload", ok=None, text="The payload is not in the proof.")
    same = sha256(content).hex() == proof["raw_sha256"]
    text = "It is the payload that the proof is about." if same else "It is another payload."
    return ProofCheck(what="payload", ok=same, text=text)


def _fields(files: Mapping[str, bytes], proof: Mapping[str, Any]) -> Iterable[ProofCheck]:
    """Every byte range lies within the document's part of the payload."""
    content = files.get("received.bin")
    placed = [one for one in proof["fields"] if one["start"] is not None]
    if content is None or not placed:
        return
    start, end = proof["part_start"], proof["part_end"]
    wrong = [one["path"] for one in placed if not start <= one["start"] < one["end"] <= end]
    text = f"{len(placed)} fields have their bytes in the payload."
    if wrong:
        text = f"These fields name bytes outside of it: {', '.join(wrong[:5])}."
    yield ProofCheck(what="fields", ok=not wrong, text=text)


def _seals(proof: Mapping[str, Any]) -> Iterable[ProofCheck]:
    """Each seal is what its members make, and the document's own rows are among them."""
    for seal in proof["seals"]:
        members = [bytes.fromhex(one) for one in seal["members"]]
        made = chained(bytes.fromhex(seal["previous"]), members).hex()
        own = [sha256(text.encode()).hex() for text in seal["own"]]
        holds = made == seal["digest"] and bool(own) and set(own) <= set(seal["members"])
        about = any(proof["raw_sha256"] in text or proof["canon_sha256"] in text
                    for text in seal["own"])  # fmt: skip
        text = f"Seal {seal['seal_id']} holds and covers this document."
        if not (holds and about):
            text = f"Seal {seal['seal_id']} does not hold."
        yield ProofCheck(what="chain", ok=holds and about, text=text)

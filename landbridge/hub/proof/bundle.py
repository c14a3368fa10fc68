"""A proof as one signed file: what was received, understood and sent, the proof itself in JSON and
in PDF, a list of digests, and the signature under that list."""

import dataclasses
import io
import json
import zipfile
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum

from landbridge.hub.facade.contracts import NotFoundError
from landbridge.hub.facade.views import ContentPart, Download
from landbridge.hub.facade.views.proof import ProofView
from landbridge.hub.proof.gathering import proof_page
from landbridge.hub.proof.pdf import proof_pdf
from landbridge.hub.proof.signing import signed
from landbridge.hub.watch.downloads import download
from landbridge.kit.crypto import sha256
from landbridge.kit.ground import Ground

FORMAT = "landbridge-proof/1"
ZIP_DAY = (1980, 1, 1, 0, 0, 0)  # the same content gives the same file


def export_proof(ground: Ground, message_id: int) -> Download:
    """Raises NotFoundError."""
    proof = proof_page(ground, message_id)
    at = ground.clock.now()
    files: dict[str, bytes] = {
        "proof.json": as_json({"format": FORMAT, "made_at": at, "proof": proof}),
        "proof.pdf": proof_pdf(proof, at=at),
    }
    files |= _contents(ground, proof)
    manifest = as_json(
        {
            "format": FORMAT,
            "document": proof.page.title,
            "number": proof.page.document.number,
            "files": {name: sha256(content).hex() for name, content in sorted(files.items())},
        }
    )
    public, signature = signed(ground, manifest)
    files["manifest.json"] = manifest
    files["signature.json"] = as_json(
        {"algorithm": "Ed25519", "signed": "manifest.json", "public_key": public.hex(),
         "signature": signature.hex()}
    )  # fmt: skip
    name = "".join(c if c.isalnum() or c in "-." else "-" for c in proof.page.document.number)
    return Download(
        file_name=f"proof-{proof.page.document.kind}-{name[:60] or message_id}.zip",
        media_type="application/zip",
        content=_zipped(files),
    )


def _contents(ground: Ground, proof: ProofView) -> dict[str, bytes]:
    """Received, understood, sent; what is not kept any more is left out, and the proof says so."""
    found: dict[str, bytes] = {}
    wanted = [
        ("received.bin", ContentPart.RAW, proof.page.envelope_id),
        ("understood.json", ContentPart.CANON, proof.page.document.message_id),
    ]
    wanted += [
        (f"sent-to-{one.target}-{one.delivery_id}.bin", ContentPart.SENT, one.delivery_id)
        for one in proof.page.deliveries
        if one.sent is not None
    ]
    for name, part, content_id in wanted:
        try:
            found[name] = download(ground, part, content_id).content
        except NotFoundError:
            continue
    return found


def _zipped(files: Mapping[str, bytes]) -> bytes:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name, ZIP_DAY), content)
    return memory.getvalue()


def as_json(value: object) -> bytes:
    return json.dumps(_plain(value), ensure_ascii=False, indent=1, sort_keys=True).encode()


def _plain(value: object) -> object:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {item.name: _plain(getattr(value, item.name)) for item in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(name): _plain(member) for name, member in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(member) for member in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    return value

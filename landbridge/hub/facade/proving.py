"""The proof of a document: shown, exported as one signed file, verified."""

from landbridge.hub.facade.views import Download
from landbridge.hub.facade.views.proof import ProofView, Verified
from landbridge.hub.proof import bundle, gathering, sealing, signing, verifying
from landbridge.hub.proof.sealing import ChainCheck
from landbridge.kit.ground import Ground


def proof_page(ground: Ground, message_id: int) -> ProofView:
    """Where every field comes from, who did what, and what was verified just now.

    Raises NotFoundError.
    """
    return gathering.proof_page(ground, message_id)


def export_proof(ground: Ground, message_id: int) -> Download:
    """The same as one signed zip of JSON, PDF and contents. Raises NotFoundError."""
    return bundle.export_proof(ground, message_id)


def verify_proof(content: bytes, *, key: bytes | None = None) -> Verified:
    """Verify an exported file by itself. Raises LandbridgeError if it is none."""
    return verifying.verify_bundle(content, key=key)


def proof_key(ground: Ground) -> bytes:
    """The public key of this installation's proofs."""
    return signing.public_key(ground)


def seal_history(ground: Ground) -> int:
    """Seal what is old enough; how many rows. For every few seconds, in any worker."""
    return sealing.seal_history(ground)


def verify_history(ground: Ground) -> ChainCheck:
    """Look at the whole chain of seals and every row that it covers."""
    return sealing.verify_history(ground)

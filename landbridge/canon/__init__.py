"""Canonical documents: what crosses the bridge, in one typed form, without any I/O."""

from landbridge.canon.base import Document, PartyRef, Reference
from landbridge.canon.checks import check
from landbridge.canon.codec import DocumentUnreadableError, dump_json, load_json
from landbridge.canon.registry import document_type, document_types

__all__ = [
    "Document",
    "DocumentUnreadableError",
    "PartyRef",
    "Reference",
    "check",
    "document_type",
    "document_types",
    "dump_json",
    "load_json",
]

"""Bytes to neutral tree and back, one folder per syntax; pure and streaming."""

from landbridge.codecs.base import Codec, Control, Node, Part, PayloadUnreadableError, Tree
from landbridge.codecs.registry import UnknownSyntaxError, codecs, get_codec

__all__ = [
    "Codec",
    "Control",
    "Node",
    "Part",
    "PayloadUnreadableError",
    "Tree",
    "UnknownSyntaxError",
    "codecs",
    "get_codec",
]

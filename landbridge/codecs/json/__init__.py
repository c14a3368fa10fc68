"""JSON (RFC 8259) in UTF-8: one object, an array of objects, or JSON lines; exact numbers."""

from landbridge.codecs.json.codec import JsonCodec

codec = JsonCodec()

"""The bridge's own syntax: canonical JSON, one document to a payload; no map is needed.

Who holds a part reads its content with `canon.load_json`; the tree is for people and tools.
"""

from landbridge.codecs.canon.codec import CanonCodec

codec = CanonCodec()

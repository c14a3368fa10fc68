"""Bringing received goods to storage: where to, and the storing itself."""

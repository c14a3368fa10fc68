"""Payloads become canonical documents: cut, read, mapped, checked, and told from earlier ones."""

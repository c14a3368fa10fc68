"""Bytes to neutral tree and back, one folder per syntax; pure and streaming."""

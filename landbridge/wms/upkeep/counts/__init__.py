"""Cycle counts: which bins are counted when, counting while work goes on, review, adjustment."""

"""Declarative maps between a wire tree and a canonical document; pure."""

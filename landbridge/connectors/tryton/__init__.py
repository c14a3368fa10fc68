"""Tryton, the ERP, over its JSON-RPC."""

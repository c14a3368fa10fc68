"""Landbridge joins a company's ERP and its warehouse."""

__version__ = "0.1.0"

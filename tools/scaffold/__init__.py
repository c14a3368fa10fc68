"""Writes the parts of a new connector, map or document type; the result passes its tests at once.

python -m tools.scaffold connector acme_erp --title "Acme ERP"
python -m tools.scaffold map acme_erp receipt_confirmation out
python -m tools.scaffold document pallet_return
"""

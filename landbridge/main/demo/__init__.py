"""The demo: a company, its ERP, its clerk and its warehouse, played on one machine."""

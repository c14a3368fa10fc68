"""What an auditor asks of one document: where every field comes from, and that nothing changed."""

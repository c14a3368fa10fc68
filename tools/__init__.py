"""Tools for those who work on Landbridge: scaffolds and generated documentation."""

"""How bytes travel: HTTP, files, queues. Used by connectors only."""

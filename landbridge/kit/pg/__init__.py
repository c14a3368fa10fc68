"""PostgreSQL: connections, transactions, COPY, named SQL, the embedded server."""

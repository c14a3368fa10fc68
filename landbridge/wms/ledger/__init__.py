"""Stock: balanced moves, balances, reservations, lots and the journal. The only writer of stock."""

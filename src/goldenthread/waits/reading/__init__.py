"""Reading a waiting list from a file: every row is used, repaired or refused, and says so."""

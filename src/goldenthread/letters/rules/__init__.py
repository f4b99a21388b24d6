"""What a letter says, who gets it, what stops it and how it is handed over. Plain Python."""

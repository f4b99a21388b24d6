"""What an improvement plan must be, and whether its actions work. Plain Python."""

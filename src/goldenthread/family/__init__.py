"""The families' door: where are we, what they say, what they were promised and whether it came."""

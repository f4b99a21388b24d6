"""Waiting lists: what they hold, what they can clear, and how long one child may wait."""

"""Annual reviews of plans and phase transfers."""

"""Local areas, councils, NHS bodies, providers and settings: bodies only."""

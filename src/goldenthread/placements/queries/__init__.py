"""Questions about places and consultations, told who asks."""

from goldenthread.placements.queries.places import PlacementRow, placements_of

__all__ = ["PlacementRow", "placements_of"]

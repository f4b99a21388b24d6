"""Changes to placements and consultations."""

from goldenthread.placements.commands.keeping import Overlap, keep_placements, tie_settings

__all__ = ["Overlap", "keep_placements", "tie_settings"]

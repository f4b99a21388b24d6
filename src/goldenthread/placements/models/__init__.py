"""The tables of placements. Each module holds one part of the work."""

from goldenthread.placements.models.consultations import Consultation, NamedSetting
from goldenthread.placements.models.places import Placement, Spell

__all__ = ["Consultation", "NamedSetting", "Placement", "Spell"]

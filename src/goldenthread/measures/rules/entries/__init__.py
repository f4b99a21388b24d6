"""The measures, by what they are about. `registry` gathers them."""

from goldenthread.measures.rules.entries import assessment, families, keeping, needs, waits
from goldenthread.measures.rules.measure import Measure

GROUPS: tuple[tuple[str, tuple[Measure, ...]], ...] = (
    ("From a request to a plan", assessment.MEASURES),
    ("Plans in force", keeping.MEASURES),
    ("What children need", needs.MEASURES),
    ("Waiting for a service", waits.MEASURES),
    ("What families meet", families.MEASURES),
)

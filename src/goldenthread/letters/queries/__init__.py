"""Reading letters: who gets one, what a scan finds, what was written, and what waits."""

from goldenthread.letters.queries.readers import default_readers, readers_of

__all__ = ["default_readers", "readers_of"]

"""What the directory knows of needs, and how a feed in the Open Referral UK shape is read."""

from goldenthread.directory.rules.needs import AREAS, NEEDS, Need, need_words, needs_of_codes

__all__ = ["AREAS", "NEEDS", "Need", "need_words", "needs_of_codes"]

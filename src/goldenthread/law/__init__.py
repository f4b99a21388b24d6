"""Rules of law as dated, cited data, and the clocks they set. Plain Python."""

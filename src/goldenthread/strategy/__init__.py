"""Strategy: inspection findings, improvement plans, boards."""

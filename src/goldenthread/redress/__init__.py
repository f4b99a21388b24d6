"""Disagreements: mediation, appeal, concession and order, each a record with the law's clocks."""

"""SEND navigators: who was asked for, the one next step, and what changed for a family (S36)."""

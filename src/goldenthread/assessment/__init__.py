"""Requests for an EHC needs assessment and what became of them."""

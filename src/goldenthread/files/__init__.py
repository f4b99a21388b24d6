"""Uploads held until scanned, and downloads authorised at that moment."""

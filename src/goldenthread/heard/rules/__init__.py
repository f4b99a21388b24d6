"""The questions families are asked, what may be answered, and the margins around a share."""

"""The pages of letters, and of the print room."""

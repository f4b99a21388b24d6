"""The pages of files in, and of evidence for an inspection."""

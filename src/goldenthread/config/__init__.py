"""Settings, root urls, the command line and the database launcher."""

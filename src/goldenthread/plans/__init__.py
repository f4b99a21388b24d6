"""The EHC plan: its versions, what is in force today, its content and checks."""

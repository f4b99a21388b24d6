"""`python -m goldenthread.config` is the `goldenthread` command."""

from goldenthread.config.cli import main

main()

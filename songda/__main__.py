"""Lets `python -m songda` start the command line."""

from songda.site.cli import main

main()

"""Lets `python -m songda` start the command line."""

from songda.site.cli import main

if __name__ == "__main__":
    main()

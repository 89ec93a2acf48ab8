"""Changes the law in one place at a time and asks whether a test notices: `python -m scripts.mutants`.

Our own, since the tools that there are leave out what matters most here: the rows of the tables, the constants of
modules and whatever is behind a cache; and they start the tests anew for every change.
"""

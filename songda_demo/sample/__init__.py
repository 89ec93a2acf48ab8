"""The sample court of the demo: made-up people only, with accounts that everybody knows."""


def load_sample() -> None:
    """Load it into the database; what is there already stays. Imported late: the demo's screen knows no database."""
    from songda_demo.sample.load import load_sample as load

    load()

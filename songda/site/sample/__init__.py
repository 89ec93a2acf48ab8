"""The sample court of the demo: made-up people only, with accounts that everybody knows."""

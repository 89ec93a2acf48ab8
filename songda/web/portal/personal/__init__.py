"""One more proof that it is the person themselves, beside name, number and message."""

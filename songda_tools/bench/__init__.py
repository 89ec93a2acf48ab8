"""The bench: how much computing a service costs from order to certificate, measured on a real stack of its own."""

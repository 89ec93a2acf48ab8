"""From order to proof of reading: orders, attempts by every way, calls, deeds by people, what recipients do.

Tasks and look-ups lie here because the ways of delivery open and end them; `findings` holds what was answered of each
service.
"""

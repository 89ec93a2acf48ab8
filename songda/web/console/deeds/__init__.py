"""Service by people: put on record, continued, struck."""

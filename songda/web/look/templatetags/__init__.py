"""Template filters that every room may use."""

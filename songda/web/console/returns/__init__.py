"""Letters that came back, and what their carriers say of them."""

"""What comes in and goes out through the API, shape by shape."""

"""What the console's templates may use."""

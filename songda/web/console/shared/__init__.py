"""What two rooms of the console really share."""

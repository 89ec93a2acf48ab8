"""The periods that start from a service, and their last day."""

"""Helpers in the portal: what they see with a mandate, and what the person sees of them."""

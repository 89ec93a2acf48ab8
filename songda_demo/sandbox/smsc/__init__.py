"""A pretend SMS centre that speaks the real protocol: it takes texts, shows them on phones and reports on them."""

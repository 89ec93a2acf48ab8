"""From rows to the facts that the law is asked with."""

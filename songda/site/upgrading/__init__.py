"""Tables are changed beside a court that works: in two phases, by statements whose locks are known."""

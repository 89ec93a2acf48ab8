"""The procedure of delivery: states, the next step, retries, tasks and words."""

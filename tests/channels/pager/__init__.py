"""A made-up way of reaching a person: pages over a paging office of our own, to show how a channel is added."""

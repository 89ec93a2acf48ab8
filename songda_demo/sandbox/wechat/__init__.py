"""A WeChat in a box: the interface of an official account, its callbacks, and the people who follow it."""

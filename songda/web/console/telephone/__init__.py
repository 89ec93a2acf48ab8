"""The telephone: a number is dialled by a click, the line is watched, recordings are played."""

"""Look-ups: asked for, approved by another, answered by the operators, watched."""

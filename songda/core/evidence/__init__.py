"""What makes an event provable: its written form, the tree that holds it, the signed checkpoint, the checks."""

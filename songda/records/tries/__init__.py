"""How often one place on the network has knocked: the guard of every door that strangers may try."""

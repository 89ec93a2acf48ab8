"""Who it is: name, number and a code; and beside them that it is the person themselves."""

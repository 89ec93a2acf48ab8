"""A telephone exchange in a box: speaks ARI, rings made-up telephones, records made-up talks."""

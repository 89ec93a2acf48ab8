"""Day counts made from the evidence log, and the answers of figures from them."""

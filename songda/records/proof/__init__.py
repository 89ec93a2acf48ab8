"""What the court hands out as proof: certificates and statements, made from the log."""

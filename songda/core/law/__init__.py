"""What the law says of a service: dated rules as rows, small pure functions, every answer with its article."""

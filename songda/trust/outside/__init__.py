"""What is written outside the database, so that a database that was put back to an earlier day is recognised."""

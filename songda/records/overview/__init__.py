"""What the court sees of it all: today's boards, what was forgotten, figures and their reports."""

"""What became of letters: heard from carriers and kept as it came, judged, asked after; and met again at the court."""

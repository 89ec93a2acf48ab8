"""The dates ahead of a recipient, and the file that puts them into their calendar."""

"""What a certificate says: its content, the lines of service by people, and what of it the log keeps."""

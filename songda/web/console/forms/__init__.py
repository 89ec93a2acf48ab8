"""What staff type, checked for its shape; whether it may be done is for the records to say."""

"""The sandbox's web pages: phones, mailboxes, and what the numbers mean."""

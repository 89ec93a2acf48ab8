"""A pretend mail system: it takes mails over SMTP, shows them in mailboxes and reports on them."""

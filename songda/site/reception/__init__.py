"""Takes requests in before a thread works on them, so that whoever speaks slowly keeps nobody else waiting."""

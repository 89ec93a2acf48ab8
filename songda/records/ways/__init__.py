"""Ways of service beside messages, a folder each: post, visits, entrusted courts, public notices, telephone, portal."""

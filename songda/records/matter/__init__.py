"""What a case is about: hearings, parties with addresses and consents, what is special about a person, papers."""

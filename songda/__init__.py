"""songda (送达): electronic service of court papers, proved, with the other lawful ways behind it."""

"""Service by other hands: entrusted courts, and units, prisons and institutions that hand papers on."""

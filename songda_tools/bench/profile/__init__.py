"""`songda bench profile`: where the processor time of each phase goes, by function and by statement."""

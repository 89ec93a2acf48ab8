"""The sandbox's carrier: takes the court's letters, and reports of each what its address says."""

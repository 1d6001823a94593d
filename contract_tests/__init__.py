"""The contract check's package: photos and probes, the judge, recordings and the reports about them."""

"""What checks found over time: a ledger of their verdicts, and what it shows."""

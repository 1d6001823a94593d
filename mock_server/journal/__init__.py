"""What became of every call: entries, questions to them, and near misses in plain words."""

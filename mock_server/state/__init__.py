"""What a mock remembers between calls: in memory, or in a store that its replicas share."""

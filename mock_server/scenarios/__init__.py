"""What the mock was told to do instead of the usual: scenarios, their stubs, delays and faults."""

"""What a judge looks at, one aspect of an answer a module."""

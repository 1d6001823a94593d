"""The `livephoto` command: how it finds its verbs, and the verbs of this package."""

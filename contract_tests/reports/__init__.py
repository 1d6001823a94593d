"""The report writers: each one a pure function of a Report."""

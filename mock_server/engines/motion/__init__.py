"""What moves where, and when: fields of displacement, curves of time, and the eyelids."""

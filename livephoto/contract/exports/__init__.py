"""An edition written for other tools: what their users load instead of running the mock."""

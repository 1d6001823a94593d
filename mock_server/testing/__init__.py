"""The mock inside a test run: servers kept for a session, and what each test holds in its hands."""

"""The contract check as pytest tests: `pytest --pyargs contract_tests`, against any server or a mock of its own."""

"""The control API, under `/__admin`: what is asked of the mock itself. Loaded when it is first asked for."""

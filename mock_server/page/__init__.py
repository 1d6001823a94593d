"""The page at `/`: the mock as a workbench in the browser. Rendered here; a little script sends as an app would."""

"""What the benchmark of the server measures with: loads, wrk, processes, figures, tables."""

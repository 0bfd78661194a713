"""A simulated town of network cameras, for Vigie's demonstration, tests and benchmarks.

Two halves that share files and nothing else:

- the film side (`film`, `scenes`) needs numpy, OpenCV and PyAV, draws each place once and keeps it
  encoded in a cache;
- the server side (`server`, `stream`) runs with the system's Python and GStreamer and only sends
  what is in the cache.

`town.town.Town` starts both; `python -m town` does it from a shell.
"""

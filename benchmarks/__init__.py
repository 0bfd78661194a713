"""How fast Vigie is, and against whom: the same work by others, in the same run.

A benchmark never passes or fails. It prints a table, and writes as JSON what the table was computed
from, with a description of the machine. Run `python -m benchmarks --help`; what the figures mean is
in docs/performance.md.
"""

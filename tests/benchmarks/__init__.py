"""Speed and size as ratios, both sides measured in one run, in turn: `python -m tests.benchmarks --help`."""

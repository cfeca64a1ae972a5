"""Speed and scale, shown as ratios in one run: `python -m benchmarks`."""

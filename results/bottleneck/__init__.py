"""Table and figure of `vex bottleneck`."""

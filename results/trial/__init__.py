"""Analysis of the simulated trial: `vex trial`."""

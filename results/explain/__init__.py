"""Table and figure of `vex explain`."""

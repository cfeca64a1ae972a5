"""The page of `vex report`."""

"""The HTML page of `vex report`."""

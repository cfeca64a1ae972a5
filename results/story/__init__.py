"""Text and figure of `vex story`."""

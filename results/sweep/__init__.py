"""Response surface, figure and files of `vex sweep`."""

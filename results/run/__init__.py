"""Tables, figures and files of `vex run`."""

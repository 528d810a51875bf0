"""What two documents differ in: texts compared by blocks and words, fields by name, told to the desk and to readers."""

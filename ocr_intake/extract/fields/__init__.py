"""The values of the fields, each by one decode of what the readers considered."""

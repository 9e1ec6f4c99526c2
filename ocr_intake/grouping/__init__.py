"""What may belong together among submissions and opinions: proposals from likeness, for a person to decide on."""

"""The records that travel between the rooms: frozen, typed, free of behaviour that touches the outside world."""

"""Page to regions and lines: ruled cells, lines of writing, orientation, fax headers. Knows no reader and no field."""

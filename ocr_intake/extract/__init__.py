"""Lines to field values: labels, sender blocks, opinions; one module a field. Knows no pixels and no reader."""

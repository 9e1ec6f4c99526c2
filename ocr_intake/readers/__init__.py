"""OCR engines behind one Protocol: line images in, candidates out. No other room knows an engine."""

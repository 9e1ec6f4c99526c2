"""The recogniser's own weights: PP-OCRv6's network trained on with handwriting that this project writes."""

"""The page model: its network, its batches of generated pages, its training, its export to ONNX and its figures."""

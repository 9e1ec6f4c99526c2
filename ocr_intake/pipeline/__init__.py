"""Composes the stages: pages to readings, readings to submissions, batches to a workspace."""

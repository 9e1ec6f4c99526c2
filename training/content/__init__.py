"""What stands on papers: who submits, their values and opinions, labels and print."""

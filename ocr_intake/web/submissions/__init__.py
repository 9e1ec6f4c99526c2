"""Pages about one submission: everything of it, and what people do to its pages, its opinions and all of it."""

"""A city's own forms: what a blank one looks like, and finding it again on a page that was filled in."""

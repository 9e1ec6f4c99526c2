"""Knowledge of written Japanese, as pure functions that turn imperfect OCR text into the values it stands for.

Nothing here knows an image, a reader or a form. The lexicons are read on first use and kept for the process.
"""

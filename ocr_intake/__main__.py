"""``python -m ocr_intake``: the same as the command ``ocr-intake``."""

from ocr_intake.cli import main

if __name__ == "__main__":
    main()

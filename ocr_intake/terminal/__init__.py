"""The review in a terminal: a face of the review's rules. It shows questions and hears answers; it decides nothing."""

from ocr_intake.review.viewer import open_image
from ocr_intake.terminal.capabilities import Graphics
from ocr_intake.terminal.means import Means
from ocr_intake.terminal.sitting import Tally
from ocr_intake.terminal.start import Options, review_in_terminal, side_by_side

__all__ = ["Graphics", "Means", "Options", "Tally", "open_image", "review_in_terminal", "side_by_side"]

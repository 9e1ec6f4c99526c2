"""The city's answers: the table of opinions and answers, written for people to type into, and read back."""

from ocr_intake.dataset.answers.exchange import Reading, Whose, Writing, read_answers, write_answers
from ocr_intake.dataset.answers.rows import AnsweredRow, answered_rows

__all__ = ["AnsweredRow", "Reading", "Whose", "Writing", "answered_rows", "read_answers", "write_answers"]

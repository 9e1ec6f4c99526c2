"""``ocr-intake submission``: what a clerk does with single submissions; the commands are in modules of their own."""

from __future__ import annotations

from ocr_intake.cli.commands import App

app = App()

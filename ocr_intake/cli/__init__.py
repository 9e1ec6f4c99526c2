"""The command line: thin commands that parse, build, call and exit. No rule of the work lives here."""

from __future__ import annotations

import gc
import os
import resource
import sys
from collections.abc import Sequence
from typing import NoReturn

from ocr_intake import i18n


def main() -> NoReturn:
    """The command ``ocr-intake``."""
    arguments = sys.argv[1:]
    _choose_language(arguments)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a dump would hold what people wrote; workers inherit it
    gc.disable()  # what is imported stays: looking through it for garbage takes a fifth of a short command's time
    from ocr_intake.cli.app import run  # help texts are made when the commands are imported, in the language in force

    gc.freeze()
    gc.enable()
    code = run(arguments)
    gc.freeze()  # the process ends: nothing has to be taken apart
    sys.exit(code)


def _choose_language(arguments: Sequence[str]) -> None:
    """Let ``--lang`` count before anything is worded."""
    for position, argument in enumerate(arguments):
        option, equals, value = argument.partition("=")
        if option == "--lang":
            os.environ[i18n.ENVIRONMENT] = value if equals else "".join(arguments[position + 1 : position + 2])
        if option in {"--lang", "--"}:
            return

"""Commands as typer makes them, with help pages and mistakes in our words. No command lives here."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable
from typing import Any, ClassVar, TypeVar

import typer
from rich.cells import cell_len
from rich.console import Console
from typer.core import TyperCommand, TyperGroup
from typer.exceptions import TyperException

from ocr_intake.cli.console import wrapped
from ocr_intake.errors import ExitCode, IntakeError
from ocr_intake.i18n import t

F = TypeVar("F", bound=Callable[..., Any])

# typer keeps the types of contexts, parameters and formatters to itself: they are Any here


class WrongUsageError(IntakeError):
    """The command line is wrong; the message says how, and where the help is."""

    key: ClassVar[str] = "cli.wrong.try"
    exit_code: ClassVar[ExitCode] = ExitCode.USAGE

    def __init__(self, what: str, command: str, **values: object) -> None:
        super().__init__(message=t(f"cli.wrong.{what}", **values), command=command)


class _OurWords:
    """Mixed into commands: one help page for all of them."""

    def format_help(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401
        formatter.write(_help_page(self, ctx))


class Command(_OurWords, TyperCommand):
    """A command."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401
        """Refuse what is left over in our own words."""
        ctx.allow_extra_args = True
        rest = super().parse_args(ctx, args)
        if rest and not ctx.resilient_parsing:
            raise WrongUsageError("extra", ctx.command_path, rest=" ".join(rest))
        return rest


class Group(_OurWords, TyperGroup):
    """A group of commands; without one it shows its help."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401
        """Refuse an unknown command in our own words, and say which one is near."""
        name = args[0]
        if self.get_command(ctx, name) is None and not name.startswith("-") and not ctx.resilient_parsing:
            near = difflib.get_close_matches(name, self.commands, n=1)
            if near:
                raise WrongUsageError("near_command", ctx.command_path, name=name, near=near[0])
            raise WrongUsageError("no_such_command", ctx.command_path, name=name)
        return super().resolve_command(ctx, args)


class App(typer.Typer):
    """A typer application whose commands use our words."""

    def __init__(self, group: type[Group] = Group, **settings: Any) -> None:  # noqa: ANN401 - whatever typer takes
        # pretty tracebacks would show the values of variables: what people wrote to the city
        super().__init__(
            cls=group, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, **settings
        )

    def command(self, name: str | None = None, **settings: Any) -> Callable[[F], F]:  # noqa: ANN401 - as above
        """Register a command, as typer does."""
        return super().command(name, cls=Command, **settings)


def usage_error(error: TyperException) -> WrongUsageError | None:
    """A mistake on the command line that typer found, in our words; None for the help of a group without a command."""
    kind = type(error).__name__  # the classes themselves are private to typer
    if kind == "NoArgsIsHelpError":
        return None
    parameter = getattr(error, "param", None)
    choices = getattr(getattr(parameter, "type_descriptor", None), "choices", None) or ()
    name = _name_of(parameter) if parameter is not None else str(getattr(error, "option_name", ""))
    what = {
        "NoSuchOption": "no_such_option",
        "BadOptionUsage": "no_value",
        "MissingParameter": "missing",
        "BadParameter": "bad_choice" if choices else "bad_value",
    }.get(kind, "other")
    known = ", ".join(str(choice) for choice in choices)
    command = getattr(getattr(error, "ctx", None), "command_path", "ocr-intake")
    return WrongUsageError(what if name else "other", command, name=name, choices=known, reason=error.message)


def _name_of(parameter: Any) -> str:  # noqa: ANN401
    """An option as it is typed, an argument as the help calls it."""
    if parameter.param_type_name == "argument":
        return str(parameter.display_name_raw)
    return " / ".join(parameter.opts)


# --------------------------------------------------------------------------------------------------------- help page


def _help_page(command: Any, ctx: Any) -> str:  # noqa: ANN401
    width = min(Console().width, 100)
    arguments = [each for each in command.params if each.param_type_name == "argument" and not each.hidden]
    options = [each for each in command.params if each.param_type_name == "option" and not each.hidden]
    commands = getattr(command, "commands", {})
    usage = [ctx.command_path, t("cli.usage_options"), *(_argument(each) for each in arguments)]
    if commands:
        usage.append(t("cli.usage_command"))
    rows = [(" / ".join([*each.opts, *each.secondary_opts]) + _value(each, ctx), _about(each)) for each in options]
    rows.append((" / ".join(ctx.help_option_names), t("cli.option.help")))
    return "\n".join(
        [
            t("cli.usage", usage=" ".join(usage)),
            "",
            *wrapped(command.help or "", width),
            *_section("arguments", [(_argument(each), _about(each)) for each in arguments], width),
            *_section("options", rows, width),
            *_section("commands", [(name, each.help or "") for name, each in commands.items()], width),
        ]
    )


def _section(title: str, rows: Iterable[tuple[str, str]], width: int) -> Iterable[str]:
    """A heading with two columns under it, a long name on a line of its own; nothing at all without rows."""
    rows = tuple(rows)
    if not rows:
        return
    widest = width // 2 - 4
    indent = max((cell_len(name) for name, _ in rows if cell_len(name) <= widest), default=4) + 4
    yield from ("", t(f"cli.section.{title}"))
    for name, about in rows:
        lines = wrapped(about, width - indent)
        if cell_len(name) <= widest:
            yield f"  {name}{' ' * (indent - 2 - cell_len(name))}{lines.pop(0)}"
        else:
            yield from (f"  {line}" for line in wrapped(name, width - 2))
        yield from (" " * indent + line for line in lines)


def _argument(parameter: Any) -> str:  # noqa: ANN401
    name = str(parameter.display_name_raw) + ("..." if parameter.nargs != 1 else "")
    return name if parameter.required else f"[{name}]"


def _value(option: Any, ctx: Any) -> str:  # noqa: ANN401
    """What follows an option; nothing follows a switch."""
    if option.is_flag or option.count:
        return ""
    shown = str(option.display_type_rich(ctx)).strip("<>")
    if option.multiple:
        shown = shown.removeprefix("list[").removesuffix("]")
    return f" {shown}" if option.type_descriptor.is_choice else f" {shown.upper()}"


def _about(parameter: Any) -> str:  # noqa: ANN401
    """The help of an option or argument, with its default where there is one to tell."""
    about = str(parameter.help or "")
    default = parameter.default
    if parameter.required:
        return about + t("cli.required")
    if not parameter.show_default or callable(default) or default in (None, False, "", (), []):
        return about
    return about + t("cli.default", value=getattr(default, "value", default))

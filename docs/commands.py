"""The reference of the commands as Markdown, from their own signatures and help texts.

Read from what typer reads, not from what it prints: the layout of ``--help`` changes from one
version of typer to the next.
"""

from __future__ import annotations

import inspect
from enum import Enum
from typing import Any, get_args

from typer.models import ArgumentInfo, OptionInfo
from typer.utils import get_params_from_function

from hullmark import cli

EXAMPLE, BETWEEN = "Example: ", " · "


def examples() -> dict[str, tuple[str, ...]]:
    """The examples in each command's help, by command; ``()`` for a command without one."""
    found = {}
    for command in cli.app.registered_commands:
        epilog = command.epilog or ""
        said = epilog.removeprefix(EXAMPLE).split(BETWEEN) if epilog.startswith(EXAMPLE) else ()
        found[_name(command)] = tuple(said)
    return found


def page() -> str:
    """The whole page: what holds for all commands, then the commands as ``--help`` lists them."""
    callback = cli.app.registered_callback
    assert callback is not None
    parts = [
        "# The commands\n\n<!-- This page is made by `make docs` from the commands' help. -->",
        inspect.getdoc(callback.callback) or "",
        "Options before the command:",
        _parameters(callback.callback),
    ]
    said = examples()
    for command in cli.app.registered_commands:
        name = _name(command)
        parts += [
            f"## hullmark {name}",
            inspect.getdoc(command.callback) or "",
            "```\n" + _usage(name, command.callback) + "\n```",
            _parameters(command.callback),
            "For example:\n\n```\n" + "\n".join(said[name]) + "\n```",
        ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _name(command: Any) -> str:
    return str(command.name or command.callback.__name__.replace("_", "-"))


def _usage(name: str, callback: Any) -> str:
    words = ["hullmark [--db FILE]", name, "[OPTIONS]"]
    for one in get_params_from_function(callback).values():
        if isinstance(one.default, ArgumentInfo):
            words.append(_argument(one))
        elif isinstance(one.default, OptionInfo) and one.default.default is ...:
            words.append(f"{(one.default.param_decls or ('',))[0]} {one.default.metavar}")
    return " ".join(words)


def _argument(one: Any) -> str:
    several = "..." if getattr(one.annotation, "__origin__", None) is list else ""
    word = f"{one.name.upper()}{several}"
    return word if one.default.default is ... else f"[{word}]"


def _parameters(callback: Any) -> str:
    lines = ["| | | when left out |", "| --- | --- | --- |"]
    for one in get_params_from_function(callback).values():
        info = one.default
        if isinstance(info, ArgumentInfo):
            shown = f"`{_argument(one)}`"
        elif isinstance(info, OptionInfo):
            decls = info.param_decls or (f"--{one.name.replace('_', '-')}",)
            shown = ", ".join(f"`{decl}`" for decl in decls)
            if value := _value(one):
                shown += f" {value}"
        else:
            continue
        lines.append(f"| {shown} | {info.help} | {_left_out(info)} |")
    return "\n".join(lines) if len(lines) > 2 else ""


def _value(one: Any) -> str:
    """What an option takes: its metavar, its choices, a number; nothing for a switch."""
    for kind in (one.annotation, *get_args(one.annotation)):
        if isinstance(kind, type) and issubclass(kind, Enum):
            return ", ".join(str(member.value) for member in kind)
    if one.annotation is bool:
        return ""
    if one.annotation is int:
        return f"{one.default.min} to {one.default.max}"
    return str(one.default.metavar or "TEXT")


def _left_out(info: Any) -> str:
    if info.default is ...:
        return "must be there"
    if info.default in (None, "", False):
        return ""
    also = f", or the environment's `{info.envvar}`" if info.envvar else ""
    return f"`{info.default}`{also}"

"""A mistyped command in our words: the library that reads the command line only speaks English, and stops at what is wrong, not at why."""

from __future__ import annotations

import re
from typing import Any

from analysis.core.errors import Problem
from analysis.core.languages import Bilingual, did_you_mean

_QUOTED = re.compile(r"['\"(]([^'\")]*)['\")]")


def usage_problem(fault: Any) -> Problem:
    """Return what is wrong with a command as it was typed: which part, what it takes, the near matches, where to read more.

    Parameters
    ----------
    fault
        An exception of the command-line library; only its attributes are read.
    """
    context = fault.ctx
    command = context.command_path if context is not None else "bilan"
    kind = type(fault).__name__
    if kind == "NoSuchOption":
        what = Bilingual(f"option inconnue : {fault.option_name}", f"unknown option: {fault.option_name}")
        return Problem(command, what, todo=_options(context, fault.option_name, command))
    if kind == "BadOptionUsage":
        what = Bilingual(f"{fault.option_name} attend une valeur", f"{fault.option_name} takes a value")
        return Problem(command, what, _kept(context, fault.option_name), _help(command))
    if kind == "MissingParameter" and fault.param is not None:
        what = Bilingual(f"il manque {_name(fault.param)}", f"{_name(fault.param)} is missing")
        return Problem(command, what, _means(fault.param), _help(command))
    if kind == "BadParameter" and fault.param is not None:
        what = Bilingual(f"{_name(fault.param)} : valeur refusée", f"{_name(fault.param)}: value refused")
        return Problem(command, what, _takes(fault.param), _help(command))
    commands = getattr(context.command, "commands", None) if context is not None else None
    quoted = _QUOTED.findall(str(getattr(fault, "message", ""))) or [""]
    if commands:
        name = quoted[0]
        what = Bilingual(f"commande inconnue : {name}", f"unknown command: {name}")
        return Problem(command, what, todo=did_you_mean(name, commands))
    what = Bilingual(f"de trop sur la ligne : {quoted[-1]}", f"too much on the line: {quoted[-1]}")
    return Problem(command, what, Bilingual("La commande n'en a pas l'usage.", "The command has no use for it."), _help(command))


def _help(command: str) -> Bilingual:
    return Bilingual(f"Voyez `{command} --help`.", f"See `{command} --help`.")


def _name(param: Any) -> str:
    """Return a parameter as it is typed: `--jobs`, or `RUN.yaml` for an argument."""
    return str(param.opts[0]) if param.param_type_name == "option" else str(param.metavar or param.name)


def _means(param: Any) -> Bilingual | None:
    french, _, english = str(getattr(param, "help", None) or "").partition(" / ")
    return Bilingual(french, english or french) if french else None


def _kept(context: Any, option: str) -> Bilingual | None:
    found = next((param for param in context.command.params if option in param.opts), None) if context is not None else None
    return _means(found) if found is not None else None


def _options(context: Any, written: str, command: str) -> Bilingual:
    known = [name for param in context.command.params for name in param.opts] if context is not None else []
    return did_you_mean(written, known) if known else _help(command)


def _takes(param: Any) -> Bilingual | None:
    # Where the bounds are kept has changed from one version of the library to another.
    described = getattr(getattr(param, "type_descriptor", None), "parameter_info", None) or getattr(param, "type", None)
    if getattr(described, "formats", None):
        return Bilingual("Il faut une date comme 2025-09-30.", "A date such as 2025-09-30 is needed.")
    least, most = getattr(described, "min", None), getattr(described, "max", None)
    if least is not None and most is not None:
        return Bilingual(f"Il faut un nombre entier de {least} à {most}.", f"A whole number from {least} to {most} is needed.")
    if least is not None:
        return Bilingual(f"Il faut un nombre entier d'au moins {least}.", f"A whole number of at least {least} is needed.")
    return None

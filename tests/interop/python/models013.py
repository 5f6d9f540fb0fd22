"""Prints the models of the 0.13 client that the catalog answers with, as JSON: members, kinds, what must be there."""

import enum
import importlib
import json
import sys
import typing

from pydantic import BaseModel

root = "metadata.generated.schema."
seen = {}


def described(kind):
    """`{models, words}` of one member: the models and vocabularies that may stand there, through lists and unions."""
    origin = typing.get_origin(kind)
    if origin in (typing.Union, list, typing.List):
        parts = [described(each) for each in typing.get_args(kind) if each is not type(None)]
        return {key: [item for part in parts for item in part[key]] for key in ("models", "words")}
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        if "__root__" in kind.__fields__:
            return described(typing.get_type_hints(kind)["__root__"])
        visit(kind)
        return {"models": [name_of(kind)] if kind.__fields__ else [], "words": []}
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return {"models": [], "words": [str(member.value) for member in kind]}
    return {"models": [], "words": []}


def name_of(model):
    return model.__module__.removeprefix(root) + ":" + model.__name__


def visit(model):
    name = name_of(model)
    if name in seen:
        return
    seen[name] = {}
    hints = typing.get_type_hints(model)
    seen[name] = {
        field.alias: {"required": bool(field.required), **described(hints[key])} for key, field in model.__fields__.items()
    }


for path in sys.argv[1:]:
    module, name = path.split(":")
    visit(getattr(importlib.import_module(root + module), name))
print(json.dumps(seen))

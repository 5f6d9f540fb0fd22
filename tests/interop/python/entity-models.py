"""Says what the published client's models are, and what they make of values.

Reads questions from standard input, a JSON object a line: `models`, names like `entity.data.table:Table` whose JSON Schema is wanted;
`samples`, names of models of which a body is wanted as the client would send it; `values`, a list of `{model, value}`
that the models have to accept. Answers each with a line: a JSON object with `models` and `samples` by name, and
`errors` in the order of the values.
"""
import importlib
import json
import sys
import warnings

from pydantic import ValidationError

warnings.filterwarnings("ignore")
TEXTS = ("description", "title", "examples", "default")
DEEPEST = 8
CANDIDATES = ["sample", "2024-02-29", "<#E::table::a.b>", "P1D", "https://example.com/x", "0 0 * * *", "1.0.0", "A1"]
FORMATS = {
    "uuid": "7d3a8b1e-5a0f-4b5e-9a53-0a2c8f1d2b3c",
    "email": "someone@example.com",
    "uri": "https://example.com/x",
    "date": "2024-02-29",
    "date-time": "2024-02-29T12:00:00Z",
    "time": "12:00:00",
    "duration": "P1D",
    "password": "a secret",
}


def model_of(name):
    module, _, member = name.partition(":")
    return getattr(importlib.import_module("metadata.generated.schema." + module), member)


def without_texts(value):
    """Names, kinds, enums and required members; a member may itself be called `description`."""
    if isinstance(value, list):
        return [without_texts(each) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        key: without_texts(each)
        for key, each in value.items()
        if key not in TEXTS or isinstance(each, dict)
    }


def schema_of(name):
    return without_texts(model_of(name).model_json_schema(by_alias=True))


class Sampler:
    """Makes a value that a schema describes, with every member it has."""

    def __init__(self, schema):
        self.definitions = schema.get("$defs", {})

    def value(self, schema, depth=0):
        if "$ref" in schema:
            return self.value(self.definitions[schema["$ref"].rpartition("/")[2]], depth)
        for union in ("anyOf", "oneOf", "allOf"):
            if union in schema:
                choices = [each for each in schema[union] if each.get("type") != "null"]
                return self.value(choices[0], depth) if choices else None
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return schema["enum"][-1]
        return self.plain(schema, depth)

    def plain(self, schema, depth):
        kind = schema.get("type")
        if kind == "object":
            return self.members(schema, depth)
        if kind == "array":
            item = self.value(schema["items"], depth + 1) if depth < DEEPEST and "items" in schema else None
            return [] if item is None else [item]
        if kind == "string":
            return FORMATS.get(schema.get("format"), "sample")
        if kind in ("integer", "number"):
            return max(schema.get("minimum", 1), schema.get("exclusiveMinimum", 0) + 1)
        return True if kind == "boolean" else None

    def members(self, schema, depth):
        required = schema.get("required", [])
        made = {
            name: self.value(member, depth + 1)
            for name, member in schema.get("properties", {}).items()
            if depth < DEEPEST or name in required
        }
        return {name: value for name, value in made.items() if value is not None}


def drop(value, path):
    """Takes out, or tries the next spelling of, what a model refused; answers whether anything changed."""
    at = value
    steps = [step for step in path if isinstance(at, (dict, list))]
    trail = []
    for step in steps:
        if isinstance(at, dict) and step in at or isinstance(at, list) and isinstance(step, int) and step < len(at):
            trail.append((at, step))
            at = at[step]
    if not trail:
        return False
    owner, step = trail[-1]
    if isinstance(owner[step], str) and owner[step] in CANDIDATES[:-1]:
        owner[step] = CANDIDATES[CANDIDATES.index(owner[step]) + 1]
    elif isinstance(owner, dict):
        del owner[step]
    else:
        owner.pop(step)
    return True


def sample_of(name):
    """A body as the client sends it: made, accepted by the model, and written as the SDK writes it."""
    model = model_of(name)
    schema = model.model_json_schema(by_alias=True)
    value = Sampler(schema).value(schema)
    for _ in range(400):
        try:
            made = model.model_validate(value)
            return json.loads(made.model_dump_json(exclude_none=True, by_alias=True))
        except ValidationError as error:
            if not drop(value, error.errors()[0]["loc"]):
                raise
    raise ValueError(f"no sample of {name}")


def errors_of(given):
    try:
        model_of(given["model"]).model_validate(given["value"])
        return []
    except ValidationError as error:
        return [f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors()]


for line in sys.stdin:
    asked = json.loads(line)
    answer = {
        "models": {name: schema_of(name) for name in asked.get("models", [])},
        "samples": {name: sample_of(name) for name in asked.get("samples", [])},
        "errors": [errors_of(given) for given in asked.get("values", [])],
    }
    print(json.dumps(answer), flush=True)

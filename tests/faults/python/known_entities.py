"""Hooks of Schemathesis: half of the paths that it makes name entities which exist, since hardly any made-up id does."""

import json
import os
import urllib.request
import zlib

import schemathesis

BASE = os.environ["WAYMARK_URL"]
TOKEN = os.environ["WAYMARK_TOKEN"]
PREFIX = "/api/v1/"
# Whoever changes the administrator that asks, or ends their token, learns nothing more from the rest.
SPARED = {"admin"}
PATCHED = ["/description", "/displayName", "/owners", "/tags", "/tags/0", "/columns/0/description", "/extension", "/followers", "/domains"]


def ask(path):
    request = urllib.request.Request(BASE + path, headers={"Authorization": "Bearer " + TOKEN})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def collections():
    paths = ask("/api/openapi.json")["paths"]
    ids = [path[: -len("/{id}")] for path in paths if path.endswith("/{id}")]
    return [path for path in ids if "{" not in path and "get" in paths.get(path, {})]


def known():
    """By collection, ids and names of a few of its entities; sorted, so that a seed gives the same requests."""
    found = {}
    for collection in collections():
        listed = ask(collection + "?limit=50").get("data", [])
        entities = [one for one in listed if isinstance(one, dict) and one.get("name") not in SPARED]
        entities.sort(key=lambda one: str(one.get("fullyQualifiedName")))
        found[collection] = (
            [one["id"] for one in entities if "id" in one][:12],
            [one["fullyQualifiedName"] for one in entities if "fullyQualifiedName" in one][:12],
        )
    return found


KNOWN = known()


def of_path(path):
    fitting = [collection for collection in KNOWN if path.startswith(collection + "/")]
    return KNOWN[max(fitting, key=len)] if fitting else ([], [])


def chosen(values, generated):
    """One of the values, the same one for the same generated text; None for half of the texts."""
    number = zlib.crc32(str(generated).encode("utf-8", "surrogatepass"))
    return values[number // 2 % len(values)] if values and number % 2 == 0 else None


def fill_path(path, parameters):
    ids, names = of_path(path)
    for name, generated in parameters.items():
        if name == "id" or name.endswith("Id"):
            parameters[name] = chosen(ids, generated) or generated
        elif name in ("fqn", "name"):
            parameters[name] = chosen(names, generated) or generated
        elif name == "version":
            parameters[name] = chosen(["0.1"], generated) or generated


def fill_body(body):
    """Members that name an entity, and what a patch is about."""
    if isinstance(body, list):
        for operation in body:
            if isinstance(operation, dict) and isinstance(operation.get("path"), str):
                operation["path"] = chosen(PATCHED, operation["path"]) or operation["path"]
    elif isinstance(body, dict):
        for member, generated in body.items():
            _, names = KNOWN.get(PREFIX + member + "s", ([], []))
            if isinstance(generated, str):
                body[member] = chosen(names, generated) or generated


@schemathesis.hook
def before_call(context, case, kwargs):
    if isinstance(case.path_parameters, dict):
        fill_path(case.operation.path, case.path_parameters)
    fill_body(case.body)

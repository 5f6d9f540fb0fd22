"""Prints the names of all public methods of the installed SDK's client, as JSON."""

import inspect
import json
import warnings

warnings.simplefilter("ignore")

from metadata.ingestion.ometa.ometa_api import OpenMetadata

names = set()
for owner in OpenMetadata.__mro__:
    if not owner.__module__.startswith("metadata.ingestion.ometa."):
        continue
    for name, member in vars(owner).items():
        method = getattr(member, "__func__", member)
        if not name.startswith("_") and callable(method) and not inspect.isclass(method):
            names.add(name)
print(json.dumps(sorted(names)))

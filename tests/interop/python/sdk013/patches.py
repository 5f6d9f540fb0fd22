"""Patches and search: descriptions and tags of entities and columns, tables found by name."""

from checks import check, equal, run
from connection import connect, schema, table, text
from metadata.generated.schema.api.classification.createClassification import CreateClassificationRequest
from metadata.generated.schema.api.classification.createTag import CreateTagRequest
from metadata.generated.schema.entity.data.database import Database
from metadata.generated.schema.entity.data.table import Table

service = "patches-013"
fqn = f"{service}.shop.public.orders"


def get(catalog):
    return catalog.get_by_name(Table, fqn, fields=["*"])


def labels(labelled):
    return [text(each.tagFQN) for each in labelled.tags or []]


@check("describes tables and columns")
def descriptions(catalog):
    made = table(catalog, schema(catalog, service))
    equal(text(catalog.patch_description(Table, made.id, "first").description), "first")
    equal(catalog.patch_description(Table, made.id, "second"), None)
    equal(text(catalog.patch_description(Table, made.id, "third", force=True).description), "third")
    catalog.patch_column_description(made.id, "total", "the sum")
    equal([text(each.description) for each in get(catalog).columns], [None, "the sum", None])


@check("tags tables, columns, and what is no table")
def tags(catalog):
    catalog.create_or_update(CreateClassificationRequest(name="Patch013", description="For patches"))
    for name in ["one", "two"]:
        catalog.create_or_update(CreateTagRequest(name=name, classification="Patch013", description=name))
    identity = get(catalog).id
    equal(labels(catalog.patch_tag(Table, identity, "Patch013.one")), ["Patch013.one"])
    equal(sorted(labels(catalog.patch_tag(Table, identity, "Patch013.two"))), ["Patch013.one", "Patch013.two"])
    catalog.patch_column_tag(identity, "note", "Patch013.two")
    equal(labels(next(each for each in get(catalog).columns if text(each.name) == "note")), ["Patch013.two"])
    database = catalog.get_by_name(Database, f"{service}.shop")
    equal(labels(catalog.patch_tag(Database, database.id, "Patch013.one")), ["Patch013.one"])


@check("finds a table by its name the moment it was written")
def search(catalog):
    table(catalog, schema(catalog, service), "found_at_once")
    found = catalog.es_search_from_fqn(Table, f"{service}.shop.public.found_at_once")
    equal([text(each.name) for each in found], ["found_at_once"])
    equal(catalog.es_search_from_fqn(Table, f"{service}.shop.public.nothing"), None)


run(connect)

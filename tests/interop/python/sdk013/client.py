"""The client itself: reading by name and id, pages, versions, deletion, references, local look-ups."""

from checks import check, equal, run
from connection import column, connect, schema, table, text
from metadata.generated.schema.api.data.createTable import CreateTableRequest
from metadata.generated.schema.entity.data.database import Database
from metadata.generated.schema.entity.data.table import Table
from metadata.generated.schema.entity.services.databaseService import DatabaseService

service = "client-013"
fqn = f"{service}.shop.public.orders"


@check("says it is well and of the client's own release")
def health(catalog):
    equal(catalog.health_check(), True)
    equal(catalog.get_server_version(), "0.13.3")
    catalog.validate_versions()


@check("makes a table with an owner, and finds it by name and id")
def read(catalog):
    made = table(catalog, schema(catalog, service), description="What was ordered", viewDefinition="select 1")
    by_name = catalog.get_by_name(Table, fqn, fields=["*"])
    by_id = catalog.get_by_id(Table, made.id, fields=["owner", "tags", "columns"])
    equal((text(by_name.id), text(by_id.id)), (text(made.id), text(made.id)))
    equal((text(by_name.viewDefinition), text(by_name.description)), ("select 1", "What was ordered"))
    equal([text(each.name) for each in by_name.columns], ["id", "total", "note"])


@check("finds nothing where nothing is")
def missing(catalog):
    equal(catalog.get_by_name(Table, f"{service}.shop.public.nothing"), None)
    equal(catalog.get_entity_reference(Table, f"{service}.shop.public.nothing"), None)


@check("gives references")
def references(catalog):
    found = catalog.get_entity_reference(Table, fqn)
    equal((found.type, found.fullyQualifiedName), ("table", fqn))


@check("walks through all pages")
def pages(catalog):
    parent = schema(catalog, service)
    for number in range(5):
        table(catalog, parent, f"page{number}")
    inside = {"database": f"{service}.shop"}
    names = [text(each.name) for each in catalog.list_all_entities(Table, limit=2, params=inside)]
    equal(sorted(names), ["orders"] + [f"page{number}" for number in range(5)])
    first = catalog.list_entities(Table, limit=2, params=inside)
    equal((first.total, len(first.entities)), (6, 2))
    assert service in [text(each.name) for each in catalog.list_services(DatabaseService)]


@check("keeps versions")
def versions(catalog):
    parent = schema(catalog, service)
    made = table(catalog, parent, "changing", description="first")
    table(catalog, parent, "changing", columns=[column("only")])
    equal(catalog.list_versions(made.id, Table).entityType, "table")
    equal(len(catalog.get_list_entity_versions(made.id, Table).versions), 2)
    equal(text(catalog.get_entity_version(Table, made.id, 0.1).description), "first")
    equal(catalog.version_to_str(0.1), "0.1")



@check("deletes softly with everything below, and for good")
def deletion(catalog):
    database = catalog.get_by_name(Database, f"{service}.shop")
    catalog.delete(Database, database.id, recursive=True)
    equal(catalog.get_by_name(Table, fqn), None)
    catalog.delete(Database, database.id, recursive=True, hard_delete=True)
    equal(catalog.get_by_name(Database, f"{service}.shop"), None)


@check("knows paths and classes by itself")
def local(catalog):
    equal(catalog.get_suffix(Table), "/tables")
    equal(catalog.get_module_path(Table), "data")
    equal(catalog.get_create_entity_type(Table), CreateTableRequest)
    equal(catalog.get_entity_from_create(CreateTableRequest), Table)
    equal(catalog.update_file_name(CreateTableRequest, "table"), "table")
    catalog.close()


run(connect)

"""The client itself: reading by name and id, pages, versions, deletion, restoring, references, local look-ups."""

import json
import os

from checks import check, equal, run
from connection import connect, schema, table, text
from metadata.generated.schema.api.data.createTable import CreateTableRequest
from metadata.generated.schema.entity.data.database import Database
from metadata.generated.schema.entity.data.table import Table
from metadata.generated.schema.entity.services.databaseService import DatabaseService
from metadata.ingestion.ometa.client import APIError
from metadata.ingestion.ometa.ometa_api import OpenMetadata

service = "client-113"
fqn = f"{service}.shop.public.orders"


@check("says it is well and of the client's own release")
def health(catalog):
    equal(catalog.health_check(), True)
    assert catalog.get_server_version().startswith("1.13."), catalog.get_server_version()
    catalog.validate_versions()
    catalog.log_server_version()
    catalog.log_user_name_from_jwt_token()


@check("connects from environment variables")
def from_environment(_catalog):
    prefix = "OPENMETADATA__CONNECTION__"
    os.environ[prefix + "HOSTPORT"] = os.environ["WAYMARK_URL"] + "/api"
    os.environ[prefix + "AUTHPROVIDER"] = "openmetadata"
    os.environ[prefix + "SECURITYCONFIG__JWTTOKEN"] = os.environ["WAYMARK_TOKEN"]
    another = OpenMetadata.from_env()
    equal(another.health_check(), True)
    another.close()


@check("creates once, and refuses to create again")
def create(catalog):
    schema(catalog, service)
    request = CreateTableRequest(name="once", databaseSchema=f"{service}.shop.public", columns=[])
    equal(text(catalog.create(request).name), "once")
    try:
        catalog.create(request)
        raise AssertionError("the second creation passed")
    except APIError as error:
        equal(error.code, 409)


@check("finds nothing where nothing is")
def missing(catalog):
    equal(catalog.get_by_name(entity=Table, fqn=f"{service}.shop.public.nothing"), None)
    equal(catalog.get_by_id(entity=Table, entity_id="6ee1c0f1-0000-4000-8000-000000000001"), None)
    equal(catalog.get_entity_reference(Table, f"{service}.shop.public.nothing"), None)


@check("gives references")
def references(catalog):
    table(catalog, service)
    found = catalog.get_entity_reference(Table, fqn)
    equal((found.type, found.fullyQualifiedName), ("table", fqn))


@check("walks through all pages, forwards and back")
def pages(catalog):
    for number in range(7):
        table(catalog, service, f"page{number}")
    inside = {"databaseSchema": f"{service}.shop.public"}
    everything = [text(each.name) for each in catalog.list_all_entities(Table, limit=3, params=inside)]
    equal(len(everything), 9)
    equal(len(set(everything)), 9)
    first = catalog.list_entities(Table, limit=3, params=inside)
    equal(first.total, 9)
    second = catalog.list_entities(Table, limit=3, after=first.after, params=inside)
    back = catalog.list_entities(Table, limit=3, before=second.before, params=inside)
    equal([text(each.name) for each in back.entities], [text(each.name) for each in first.entities])


@check("lists services")
def services(catalog):
    assert service in [text(each.name) for each in catalog.list_services(DatabaseService)]


@check("keeps versions")
def versions(catalog):
    made = table(catalog, service, "changing", description="first")
    table(catalog, service, "changing", description="second")
    changed = catalog.get_by_id(Table, made.id)
    history = catalog.list_versions(made.id, Table)
    equal(history.entityType, "table")
    equal([json.loads(each)["description"] for each in history.versions], ["second", "first"])
    equal(len(catalog.get_list_entity_versions(made.id, Table).versions), 2)
    equal(text(catalog.get_entity_version(Table, made.id, 0.1).description), "first")
    equal(text(catalog.get_entity_version(Table, made.id, catalog.version_to_str(text(changed.version))).description), text(changed.description))


@check("deletes softly, restores, and deletes for good")
def deletion(catalog):
    database = catalog.get_by_name(Database, f"{service}.shop")
    catalog.delete(Database, database.id, recursive=True)
    equal(catalog.get_by_name(Table, fqn), None)
    equal(catalog.get_by_name(Table, fqn, fields=["tags"], include="deleted").deleted, True)
    equal(text(catalog.restore(Database, database.id).name), "shop")
    equal(catalog.get_by_name(Table, fqn).deleted, False)
    catalog.delete(Database, database.id, recursive=True, hard_delete=True)
    equal(catalog.get_by_name(Table, fqn, fields=["tags"], include="all"), None)


@check("knows paths and classes by itself")
def local(catalog):
    equal(catalog.get_suffix(Table), "/tables")
    equal(catalog.get_module_path(Table), "data")
    equal(catalog.get_create_entity_type(Table), CreateTableRequest)
    equal(catalog.get_entity_from_create(CreateTableRequest), Table)
    equal(catalog.update_file_name(CreateTableRequest, "table"), "table")



run(connect)

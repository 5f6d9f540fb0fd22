"""Lineage: written, read by id and name, patched, deleted, taken from SQL."""

from checks import check, equal, run
from connection import connect, reference, schema, table, text
from metadata.generated.schema.api.lineage.addLineage import AddLineageRequest
from metadata.generated.schema.entity.data.table import Table
from metadata.generated.schema.entity.services.databaseService import DatabaseService
from metadata.generated.schema.type.entityLineage import ColumnLineage, EntitiesEdge, LineageDetails, Source

service = "lineage-113"


def fqn(name):
    return f"{service}.shop.public.{name}"


def get(catalog, name):
    return catalog.get_by_name(Table, fqn(name), fields=["*"])


def request(catalog, upstream, downstream, **details):
    return AddLineageRequest(
        edge=EntitiesEdge(
            fromEntity=reference(get(catalog, upstream), "table"),
            toEntity=reference(get(catalog, downstream), "table"),
            lineageDetails=LineageDetails(**details),
        )
    )


@check("adds an edge with columns and SQL, and reads it from both ends")
def add(catalog):
    schema(catalog, service)
    for name in ["raw", "clean", "report", "copy"]:
        table(catalog, service, name)
    columns = [ColumnLineage(fromColumns=[fqn("raw.id")], toColumn=fqn("clean.id"))]
    wanted = request(catalog, "raw", "clean", sqlQuery="select id from raw", columnsLineage=columns, source=Source.Manual)
    answer = catalog.add_lineage(wanted)
    equal(answer["entity"]["fullyQualifiedName"], fqn("raw"))
    equal([node["fullyQualifiedName"] for node in answer["nodes"]], [fqn("clean")])
    by_name = catalog.get_lineage_by_name(Table, fqn("clean"))
    edge = by_name["upstreamEdges"][0]
    equal(edge["fromEntity"], str(text(get(catalog, "raw").id)))
    equal(edge["lineageDetails"]["sqlQuery"], "select id from raw")
    equal(edge["lineageDetails"]["columnsLineage"][0]["toColumn"], fqn("clean.id"))


@check("follows edges to the depth that is asked for")
def depth(catalog):
    catalog.add_lineage(request(catalog, "clean", "report", source=Source.Manual))
    identity = text(get(catalog, "raw").id)
    one = catalog.get_lineage_by_id(Table, identity, up_depth=1, down_depth=1)
    two = catalog.get_lineage_by_id("table", identity, up_depth=1, down_depth=2)
    equal((len(one["nodes"]), len(two["nodes"])), (1, 2))


@check("reads one edge, and knows that another is not there")
def edge(catalog):
    raw, clean, report = (str(text(get(catalog, name).id)) for name in ["raw", "clean", "report"])
    found = catalog.get_lineage_edge(raw, clean)
    equal(found["edge"]["sqlQuery"] if "edge" in found else found["lineageDetails"]["sqlQuery"], "select id from raw")
    equal(catalog.get_lineage_edge(raw, report), None)


@check("patches the details of an edge, and merges what is added again")
def patch(catalog):
    original = request(catalog, "raw", "clean", sqlQuery="select id from raw", source=Source.Manual)
    updated = request(catalog, "raw", "clean", sqlQuery="select id, 1 from raw", source=Source.Manual)
    equal(catalog.patch_lineage_edge(original, updated), True)
    details = catalog.get_lineage_by_name(Table, fqn("clean"))["upstreamEdges"][0]["lineageDetails"]
    equal(details["sqlQuery"], "select id, 1 from raw")
    columns = [ColumnLineage(fromColumns=[fqn("raw.note")], toColumn=fqn("clean.note"))]
    catalog.add_lineage(
        request(catalog, "raw", "clean", sqlQuery="select id, 1 from raw", columnsLineage=columns, source=Source.Manual), check_patch=True
    )
    merged = catalog.get_lineage_by_name(Table, fqn("clean"))["upstreamEdges"][0]["lineageDetails"]["columnsLineage"]
    equal(sorted(each["toColumn"] for each in merged), [fqn("clean.id"), fqn("clean.note")])


@check("takes lineage from SQL")
def by_query(catalog):
    database = catalog.get_by_name(DatabaseService, service)
    catalog.add_lineage_by_query(
        database, "create table copy as select id from report", database_name="shop", schema_name="public"
    )
    up = catalog.get_lineage_by_name(Table, fqn("copy"))["upstreamEdges"]
    equal([each["fromEntity"] for each in up], [str(text(get(catalog, "report").id))])


@check("marks what was processed")
def processed(catalog):
    catalog.patch_lineage_processed_flag(Table, fqn("copy"))
    equal(get(catalog, "copy").processedLineage, True)


@check("deletes an edge, and all edges of one source")
def delete(catalog):
    wanted = request(catalog, "clean", "report")
    catalog.delete_lineage_edge(wanted.edge)
    equal(catalog.get_lineage_by_name(Table, fqn("report"))["upstreamEdges"], [])
    copied = str(text(get(catalog, "copy").id))
    catalog.delete_lineage_by_source("table", copied, Source.QueryLineage.value)
    equal(catalog.get_lineage_by_name(Table, fqn("copy"))["upstreamEdges"], [])
    equal(len(catalog.get_lineage_by_name(Table, fqn("clean"))["upstreamEdges"]), 1)


run(connect)

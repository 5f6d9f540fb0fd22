"""Lineage: written, read by id and name, deleted."""

from checks import check, equal, run
from connection import connect, reference, schema, table, text
from metadata.generated.schema.api.lineage.addLineage import AddLineageRequest
from metadata.generated.schema.entity.data.table import Table
from metadata.generated.schema.type.entityLineage import ColumnLineage, EntitiesEdge, LineageDetails

service = "lineage-013"


def fqn(name):
    return f"{service}.shop.public.{name}"


def edge(catalog, **details):
    upstream, downstream = (catalog.get_by_name(Table, fqn(name)) for name in ["raw", "clean/er"])
    return EntitiesEdge(
        fromEntity=reference(upstream, "table"),
        toEntity=reference(downstream, "table"),
        lineageDetails=LineageDetails(**details),
    )


@check("adds an edge with columns and SQL, and reads it from both ends")
def add(catalog):
    parent = schema(catalog, service)
    for name in ["raw", "clean/er"]:
        table(catalog, parent, name)
    columns = [ColumnLineage(fromColumns=[fqn("raw.id")], toColumn=fqn("clean/er.id"))]
    wanted = edge(catalog, sqlQuery="select 1", columnsLineage=columns)
    answer = catalog.add_lineage(AddLineageRequest(description="copies", edge=wanted))
    equal([node["fullyQualifiedName"] for node in answer["nodes"]], [fqn("clean/er")])
    up = catalog.get_lineage_by_name(Table, fqn("clean/er"))["upstreamEdges"]
    equal(up[0]["fromEntity"], str(text(wanted.fromEntity.id)))
    equal(up[0]["lineageDetails"]["sqlQuery"], "select 1")
    down = catalog.get_lineage_by_id(Table, str(text(wanted.fromEntity.id)))["downstreamEdges"]
    equal(down[0]["toEntity"], str(text(wanted.toEntity.id)))


@check("deletes an edge")
def delete(catalog):
    catalog.delete_lineage_edge(edge(catalog))
    equal(catalog.get_lineage_by_name(Table, fqn("raw"))["downstreamEdges"], [])


run(connect)

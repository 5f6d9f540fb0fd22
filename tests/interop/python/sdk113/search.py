"""Search: entities by name, wildcard, path and filter, page by page; views of a service."""

import json

from checks import check, equal, run
from connection import connect, schema, table, text
from metadata.generated.schema.api.data.createContainer import CreateContainerRequest
from metadata.generated.schema.api.data.createQuery import CreateQueryRequest
from metadata.generated.schema.api.services.createStorageService import CreateStorageServiceRequest
from metadata.generated.schema.entity.data.table import Table, TableType

service = "search-113"


def names(found):
    return sorted(text(each.name) for each in found or [])


@check("finds a table by its name the moment it was written, and by wildcards")
def by_name(catalog):
    schema(catalog, service)
    for number in range(5):
        table(catalog, service, f"t{number}")
    equal(names(catalog.es_search_from_fqn(Table, f"{service}.shop.public.t3")), ["t3"])
    equal(names(catalog.es_search_from_fqn(Table, f"{service}.*.public.t2", fields="tags")), ["t2"])
    equal(catalog.es_search_from_fqn(Table, f"{service}.shop.public.nothing"), None)
    equal(text(catalog.search_in_any_service(Table, "shop.public.t4").name), "t4")


@check("finds a container by its path")
def by_path(catalog):
    catalog.create_or_update(CreateStorageServiceRequest(name="search-113-s3", serviceType="S3"))
    catalog.create_or_update(CreateContainerRequest(name="lake", service="search-113-s3", fullPath="s3://lake-113/a"))
    equal(names(catalog.es_search_container_by_path("s3://lake-113/a")), ["lake"])


@check("takes the first of what a query finds, or each")
def from_query(catalog):
    query = f"/search/query?q=fullyQualifiedName:{service}.shop.public.t*&from=0&size=10&index=table_search_index"
    equal(names(catalog.yield_entities_from_es(Table, query)), ["t0", "t1", "t2", "t3", "t4"])
    assert text(catalog.get_entity_from_es(Table, query).name).startswith("t")


@check("walks through all that a filter leaves, in order")
def pages(catalog):
    only = json.dumps({"query": {"bool": {"must": [{"term": {"service.name.keyword": service}}]}}})
    found = [text(each.name) for each in catalog.paginate_es(Table, query_filter=only, size=2)]
    equal(found, ["t4", "t3", "t2", "t1", "t0"])
    ascending = catalog.paginate_es(Table, query_filter=only, size=3, sort_field="name.keyword", sort_order="asc")
    equal([text(each.name) for each in ascending], ["t0", "t1", "t2", "t3", "t4"])


@check("gives the views of a service with their SQL")
def views(catalog):
    table(catalog, service, "view", tableType=TableType.View, schemaDefinition="create view view as select 1")
    found = list(catalog.yield_es_view_def(service))
    equal([(each.table_name, each.view_definition) for each in found], [("view", "create view view as select 1")])
    equal(len(list(catalog.yield_es_view_def(service, incremental=True))), 1)
    catalog.patch_lineage_processed_flag(Table, f"{service}.shop.public.view")
    equal(list(catalog.yield_es_view_def(service, incremental=True)), [])


@check("knows which queries had their lineage taken")
def processed(catalog):
    made = catalog.create_or_update(
        CreateQueryRequest(query="select 113", service=service, processedLineage=True)
    )
    assert service in json.dumps(catalog.get_query_with_lineage_filter(service))
    equal(catalog.es_get_queries_with_lineage(service), {made.checksum})


run(connect)

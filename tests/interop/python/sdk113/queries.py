"""Queries: what ran where, by whom, and what it cost."""

import time

from checks import check, equal, run
from connection import connect, schema, table, text
from metadata.generated.schema.api.data.createQuery import CreateQueryRequest
from metadata.generated.schema.api.teams.createUser import CreateUserRequest
from metadata.generated.schema.entity.data.query import Query
from metadata.generated.schema.entity.data.table import Table
from metadata.generated.schema.type.tableUsageCount import QueryCostWrapper

service = "queries-113"


def orders(catalog):
    return catalog.get_by_name(Table, f"{service}.shop.public.orders")


def found(catalog):
    return catalog.get_entity_queries(orders(catalog).id, fields=["users", "queryUsedIn", "usedBy"])


@check("keeps queries with the table they used and the people who ran them")
def ingest(catalog):
    schema(catalog, service)
    table(catalog, service)
    catalog.create_or_update(CreateUserRequest(name="asker-113", email="asker-113@example.com"))
    catalog.ingest_entity_queries_data(
        orders(catalog),
        [
            CreateQueryRequest(
                query="select id from orders where id = 7",
                service=service,
                dialect="postgres",
                users=["asker-113"],
                usedBy=["etl"],
                queryDate=int(time.time() * 1000),
                exclude_usage=False,
            )
        ],
    )
    [query] = found(catalog)
    assert text(query.query).lower().startswith("select id from orders"), query.query
    equal([each.name for each in text(query.users)], ["asker-113"])
    equal([each.name for each in text(query.queryUsedIn)], ["orders"])
    equal(list(query.usedBy), ["etl"])


@check("keeps one query however often it is seen")
def again(catalog):
    ingest(catalog)
    equal(len(found(catalog)), 1)
    equal(text(catalog.get_by_id(Query, found(catalog)[0].id, fields=["*"]).service.name), service)


@check("records what a query cost")
def cost(catalog):
    answer = catalog.publish_query_cost(
        QueryCostWrapper(
            cost=1.5, count=2, date=str(int(time.time() * 1000)), query="select id from orders where id = 7", dialect="postgres", totalDuration=3
        ),
        service,
    )
    equal(answer["cost"], 1.5)


run(connect)

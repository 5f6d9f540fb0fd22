"""Tables: samples, profiles in seconds, joins, usage, queries, models, and locations."""

import time

from checks import check, equal, run
from connection import column, connect, reference, schema, table, text
from metadata.generated.schema.api.data.createLocation import CreateLocationRequest
from metadata.generated.schema.api.data.createTableProfile import CreateTableProfileRequest
from metadata.generated.schema.api.services.createStorageService import CreateStorageServiceRequest
from metadata.generated.schema.entity.data.location import Location
from metadata.generated.schema.entity.data.table import (
    ColumnJoins,
    ColumnProfile,
    DataModel,
    JoinedWith,
    ModelType,
    SqlQuery,
    Table,
    TableData,
    TableJoins,
    TableProfile,
    TableProfilerConfig,
)
from metadata.generated.schema.type.usageRequest import UsageRequest

service = "tables-013"
fqn = f"{service}.shop.public.orders"
now = int(time.time())


def get(catalog):
    return catalog.get_by_name(Table, fqn, fields=["*"])


@check("keeps sample data")
def samples(catalog):
    table(catalog, schema(catalog, service))
    rows = [[1, 2.5, "a"], [2, None, "ünï"]]
    equal(catalog.ingest_table_sample_data(get(catalog), TableData(columns=["id", "total", "note"], rows=rows)).rows, rows)
    equal(catalog.get_sample_data(get(catalog)).sampleData.rows, rows)


@check("keeps profiles in seconds, and asks for them by a window")
def profiles(catalog):
    request = CreateTableProfileRequest(
        tableProfile=TableProfile(timestamp=now, rowCount=12, columnCount=3),
        columnProfile=[ColumnProfile(name="id", timestamp=now, uniqueCount=12, min=1, max=12)],
    )
    catalog.ingest_profile_data(get(catalog), request)
    window = {"start_ts": (now - 60) * 1000, "end_ts": (now + 60) * 1000}
    of_table = catalog.get_profile_data(fqn, **window)
    equal([(each.rowCount, text(each.timestamp)) for each in of_table.entities], [(12, now)])
    of_column = catalog.get_profile_data(f"{fqn}.id", profile_type=ColumnProfile, **window)
    equal([(each.name, each.uniqueCount) for each in of_column.entities], [("id", 12)])
    equal(catalog.get_profile_data(fqn, (now + 100) * 1000, (now + 200) * 1000).entities, [])
    latest = catalog.get_latest_table_profile(fqn)
    equal((latest.profile.rowCount, text(latest.profile.timestamp)), (12, now))


@check("keeps how a table is to be profiled")
def profiler_config(catalog):
    catalog.create_or_update_table_profiler_config(fqn, TableProfilerConfig(profileSample=30, excludeColumns=["note"]))
    read = get(catalog).tableProfilerConfig
    equal((read.profileSample, read.excludeColumns), (30, ["note"]))


@check("keeps the model that made a table")
def data_model(catalog):
    catalog.ingest_table_data_model(
        get(catalog), DataModel(modelType=ModelType.DBT, sql="select 1", columns=[column("id")])
    )
    read = get(catalog).dataModel
    equal((read.modelType, text(read.sql)), (ModelType.DBT, "select 1"))


@check("keeps queries with the table")
def queries(catalog):
    catalog.ingest_table_queries_data(
        get(catalog), [SqlQuery(query="select 1 from orders", duration=2), SqlQuery(query="select 2 from orders")]
    )
    found = catalog.get_table_queries(get(catalog).id).tableQueries
    equal(sorted(each.query for each in found), ["select 1 from orders", "select 2 from orders"])


@check("counts usage and ranks it")
def usage(catalog):
    today = time.strftime("%Y-%m-%d")
    catalog.publish_table_usage(get(catalog), UsageRequest(date=today, count=7))
    catalog.compute_percentile(Table, today)
    equal(int(get(catalog).usageSummary.dailyStats.count), 7)


@check("keeps what is joined with what")
def joins(catalog):
    table(catalog, schema(catalog, service), "customers")
    other = f"{service}.shop.public.customers.id"
    catalog.publish_frequently_joined_with(
        get(catalog),
        TableJoins(
            startDate=time.strftime("%Y-%m-%d"),
            dayCount=1,
            columnJoins=[ColumnJoins(columnName="id", joinedWith=[JoinedWith(fullyQualifiedName=other, joinCount=3)])],
        ),
    )
    found = get(catalog).joins.columnJoins
    equal([(text(each.columnName), each.joinedWith[0].joinCount) for each in found], [("id", 3)])


@check("keeps a location")
def location(catalog):
    store = catalog.create_or_update(CreateStorageServiceRequest(name="tables-013-s3", serviceType="S3"))
    made = catalog.create_or_update(
        CreateLocationRequest(name="orders", path="/orders", service=reference(store, "storageService"))
    )
    equal(catalog.get_by_id(Location, made.id, fields=["*"]).path, "/orders")
    catalog.add_location(get(catalog), made)
    equal(catalog.get_by_name(Table, fqn, fields=["location"]).location.name, "orders")


run(connect)

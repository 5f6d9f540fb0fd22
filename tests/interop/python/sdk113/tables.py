"""Tables: samples, profiles, joins, usage, metrics, models, observability, bulk."""

import time

from checks import check, equal, run
from connection import column, connect, reference, schema, table, text
from metadata.generated.schema.api.data.bulkCreateTable import BulkCreateTable
from metadata.generated.schema.api.data.createPipeline import CreatePipelineRequest
from metadata.generated.schema.api.data.createTable import CreateTableRequest
from metadata.generated.schema.api.data.createTableProfile import CreateTableProfileRequest
from metadata.generated.schema.api.services.createPipelineService import CreatePipelineServiceRequest
from metadata.generated.schema.api.tests.createCustomMetric import CreateCustomMetricRequest
from metadata.generated.schema.entity.data.table import (
    ColumnJoins,
    ColumnProfile,
    DataModel,
    JoinedWith,
    ModelType,
    SystemProfile,
    Table,
    TableData,
    TableJoins,
    TableProfile,
    TableProfilerConfig,
)
from metadata.generated.schema.entity.services.pipelineService import PipelineServiceType
from metadata.generated.schema.type.entityProfile import ProfileTypeEnum
from metadata.generated.schema.type.pipelineObservability import PipelineObservability
from metadata.generated.schema.type.usageRequest import UsageRequest

service = "tables-113"
now = int(time.time() * 1000)


def orders(catalog):
    return catalog.get_by_name(entity=Table, fqn=f"{service}.shop.public.orders", fields=["*"])


@check("makes a table and reads it back")
def make(catalog):
    schema(catalog, service)
    made = table(catalog, service, description="What was ordered")
    read = catalog.get_by_id(entity=Table, entity_id=made.id, fields=["*"])
    equal(text(read.fullyQualifiedName), f"{service}.shop.public.orders")
    equal([text(each.name) for each in read.columns], ["id", "total", "note"])
    equal(text(read.description), "What was ordered")


@check("keeps sample data, and deletes it")
def samples(catalog):
    rows = [[1, 2.5, "a"], [2, None, "ünï \U0001f680"]]
    stored = catalog.ingest_table_sample_data(orders(catalog), TableData(columns=["id", "total", "note"], rows=rows))
    equal(stored.rows, rows)
    equal(catalog.get_sample_data(orders(catalog)).sampleData.rows, rows)
    catalog.delete_sample_data(orders(catalog))
    left = catalog.get_sample_data(orders(catalog)).sampleData
    assert left is None or not left.rows, left


@check("keeps profiles of table, columns and system, in milliseconds")
def profiles(catalog):
    request = CreateTableProfileRequest(
        tableProfile=TableProfile(timestamp=now, rowCount=12, columnCount=3),
        columnProfile=[ColumnProfile(name="id", timestamp=now, uniqueCount=12, min=1, max=12)],
        systemProfile=[SystemProfile(timestamp=now, operation="INSERT", rowsAffected=4)],
    )
    equal(text(catalog.ingest_profile_data(orders(catalog), request).name), "orders")
    fqn = f"{service}.shop.public.orders"
    window = {"start_ts": now - 1000, "end_ts": now + 1000}
    of_table = catalog.get_profile_data(fqn, profile_type=TableProfile, **window)
    equal([(each.rowCount, text(each.timestamp)) for each in of_table.entities], [(12, now)])
    of_column = catalog.get_profile_data(f"{fqn}.id", profile_type=ColumnProfile, **window)
    equal([(each.name, each.uniqueCount, each.max) for each in of_column.entities], [("id", 12, 12)])
    of_system = catalog.get_profile_data(fqn, profile_type=SystemProfile, **window)
    equal([each.rowsAffected for each in of_system.entities], [4])
    equal(catalog.get_profile_data(fqn, start_ts=now + 5000, end_ts=now + 9000).entities, [])
    latest = catalog.get_latest_table_profile(fqn)
    equal(latest.profile.rowCount, 12)
    equal(next(each for each in latest.columns if text(each.name) == "id").profile.uniqueCount, 12)


@check("lists profiles of all tables by their type")
def profiles_by_type(catalog):
    found = catalog.get_profile_data_by_type(Table, now - 1000, now + 1000, ProfileTypeEnum.table)
    mine = [each for each in found.entities if each.entityReference.fullyQualifiedName == f"{service}.shop.public.orders"]
    equal([each.profileData.rowCount for each in mine], [12])


@check("keeps how a table is to be profiled")
def profiler_config(catalog):
    wanted = TableProfilerConfig(excludeColumns=["note"], profileQuery="select 1")
    equal(
        text(catalog.create_or_update_table_profiler_config(f"{service}.shop.public.orders", wanted).name), "orders"
    )
    read = orders(catalog).tableProfilerConfig
    equal((read.excludeColumns, read.profileQuery), (["note"], "select 1"))


@check("keeps custom metrics of a table and of a column")
def custom_metrics(catalog):
    identity = text(orders(catalog).id)
    catalog.create_or_update_custom_metric(CreateCustomMetricRequest(name="late", expression="select 1"), str(identity))
    catalog.create_or_update_custom_metric(
        CreateCustomMetricRequest(name="odd", expression="select 2", columnName="id"), str(identity)
    )
    read = catalog.get_by_id(entity=Table, entity_id=identity, fields=["customMetrics", "columns"])
    equal([(text(each.name), each.expression) for each in read.customMetrics], [("late", "select 1")])
    of_id = next(each for each in read.columns if text(each.name) == "id")
    equal([text(each.name) for each in of_id.customMetrics], ["odd"])


@check("keeps the model that made a table")
def data_model(catalog):
    model = DataModel(modelType=ModelType.DBT, sql="select 1", rawSql="select {{ x }}", columns=[column("id")])
    catalog.ingest_table_data_model(orders(catalog), model)
    read = orders(catalog).dataModel
    equal((read.modelType, text(read.sql), text(read.rawSql)), (ModelType.DBT, "select 1", "select {{ x }}"))


@check("counts usage and ranks it")
def usage(catalog):
    today = time.strftime("%Y-%m-%d")
    catalog.publish_table_usage(orders(catalog), UsageRequest(date=today, count=7))
    catalog.compute_percentile(Table, today)
    summary = orders(catalog).usageSummary
    equal(int(summary.dailyStats.count), 7)


@check("keeps what is joined with what")
def joins(catalog):
    table(catalog, service, "customers")
    today = time.strftime("%Y-%m-%d")
    other = f"{service}.shop.public.customers.id"
    catalog.publish_frequently_joined_with(
        orders(catalog),
        TableJoins(
            startDate=today,
            dayCount=1,
            columnJoins=[ColumnJoins(columnName="id", joinedWith=[JoinedWith(fullyQualifiedName=other, joinCount=3)])],
        ),
    )
    found = orders(catalog).joins.columnJoins
    equal([(text(each.columnName), [(text(j.fullyQualifiedName), j.joinCount) for j in each.joinedWith]) for each in found], [("id", [(other, 3)])])


@check("keeps which pipelines fill a table")
def observability(catalog):
    catalog.create_or_update(CreatePipelineServiceRequest(name="tables-113-flow", serviceType=PipelineServiceType.Airflow))
    pipeline = catalog.create_or_update(CreatePipelineRequest(name="nightly", service="tables-113-flow"))
    by = reference(pipeline, "pipeline")
    by.fullyQualifiedName = "tables-113-flow.nightly"
    identity = orders(catalog).id
    catalog.add_pipeline_observability(identity, [PipelineObservability(pipeline=by, averageRunTime=60)])
    answer = catalog.add_single_pipeline_observability(identity, PipelineObservability(pipeline=by, averageRunTime=90))
    equal(text(answer.name), "orders")
    read = catalog.get_by_id(entity=Table, entity_id=identity, fields=["pipelineObservability"])
    equal([each.averageRunTime for each in read.pipelineObservability], [90])


@check("reads columns by themselves")
def columns(catalog):
    found = catalog.get_table_columns(f"{service}.shop.public.orders", fields=["tags"])
    equal([text(each.name) for each in found], ["id", "total", "note"])


@check("writes many at once and says which failed")
def bulk(catalog):
    def request(name, parent=f"{service}.shop.public"):
        return CreateTableRequest(name=name, databaseSchema=parent, columns=[column("id")])

    result = catalog.bulk_create_or_update_tables(BulkCreateTable(tables=[request("b1"), request("b2")]))
    equal((result.numberOfRowsPassed.root, result.numberOfRowsFailed.root), (2, 0))
    mixed = catalog.bulk_create_or_update([request("b3"), request("b4", f"{service}.shop.nowhere")])
    equal((mixed.numberOfRowsProcessed.root, mixed.numberOfRowsFailed.root), (2, 1))
    assert "nowhere" in mixed.failedRequest[0].message, mixed.failedRequest
    catalog.bulk_create_or_update([request("b5")], use_async=True)
    for _ in range(50):
        if catalog.get_by_name(entity=Table, fqn=f"{service}.shop.public.b5"):
            break
        time.sleep(0.1)
    for name in ["b1", "b2", "b3", "b5"]:
        assert catalog.get_by_name(entity=Table, fqn=f"{service}.shop.public.{name}"), name
    assert catalog.get_by_name(entity=Table, fqn=f"{service}.shop.public.b4") is None


run(connect)

"""Sends the runs of a job with OpenLineage's own client and HTTP transport, as its integrations do."""
import json
import sys
from datetime import datetime, timezone

from openlineage.client import OpenLineageClient
from openlineage.client.event_v2 import (
    Dataset,
    DatasetEvent,
    InputDataset,
    Job,
    JobEvent,
    OutputDataset,
    Run,
    RunEvent,
    RunState,
)
from openlineage.client.facet_v2 import (
    column_lineage_dataset,
    documentation_dataset,
    error_message_run,
    job_type_job,
    nominal_time_run,
    ownership_job,
    parent_run,
    schema_dataset,
    sql_job,
)
from openlineage.client.transport.http import ApiKeyTokenProvider, HttpConfig, HttpTransport

given = json.load(sys.stdin)
options = {"endpoint": given["endpoint"]} if given.get("endpoint") else {}
transport = HttpTransport(
    HttpConfig(url=given["url"], auth=ApiKeyTokenProvider({"apiKey": given["token"]}), **options)
)
client = OpenLineageClient(transport=transport)
producer = "https://github.com/apache/airflow/tree/providers-openlineage/2.0.0"
namespace = given["namespace"]

orders = InputDataset(
    namespace=namespace,
    name="shop.sales.orders",
    facets={
        "schema": schema_dataset.SchemaDatasetFacet(
            fields=[schema_dataset.SchemaDatasetFacetFields(name="amount", type="DECIMAL")]
        )
    },
)
field = column_lineage_dataset.InputField(namespace=namespace, name="shop.sales.orders", field="amount")


def revenue(name):
    return OutputDataset(
        namespace=namespace,
        name=name,
        facets={
            "columnLineage": column_lineage_dataset.ColumnLineageDatasetFacet(
                fields={
                    "total": column_lineage_dataset.Fields(
                        inputFields=[field],
                        transformationDescription="sum(amount)",
                        transformationType="AGGREGATION",
                    )
                }
            )
        },
    )


parent = parent_run.ParentRunFacet(
    run=parent_run.Run(runId=given["dagRun"]), job=parent_run.Job(namespace="airflow", name="nightly")
)


def job(name, sql=None):
    facets = {
        "jobType": job_type_job.JobTypeJobFacet(
            processingType="BATCH", integration="AIRFLOW", jobType="TASK"
        ),
        "ownership": ownership_job.OwnershipJobFacet(owners=[ownership_job.Owner(name="data-team")]),
    }
    if sql:
        facets["sql"] = sql_job.SQLJobFacet(query=sql)
    return Job(namespace="airflow", name=name, facets=facets)


def run(run_id, error=None):
    facets = {
        "parent": parent,
        "nominalTime": nominal_time_run.NominalTimeRunFacet(nominalStartTime="2026-11-20T02:00:00Z"),
    }
    if error:
        facets["errorMessage"] = error_message_run.ErrorMessageRunFacet(
            message=error, programmingLanguage="python", stackTrace="Traceback"
        )
    return Run(runId=run_id, facets=facets)


def at(minute):
    return datetime(2026, 11, 20, 2, minute, tzinfo=timezone.utc).isoformat()


load = job("nightly.load", "insert into revenue select sum(amount) from orders")
events = {
    "start": RunEvent(
        eventType=RunState.START, eventTime=at(1), run=run(given["run"]), job=load, producer=producer, inputs=[orders]
    ),
    "complete": RunEvent(
        eventType=RunState.COMPLETE,
        eventTime=at(5),
        run=run(given["run"]),
        job=load,
        producer=producer,
        outputs=[revenue("shop.sales.revenue"), revenue("shop.sales.later")],
    ),
    "fail": RunEvent(
        eventType=RunState.FAIL,
        eventTime=at(7),
        run=run(given["failedRun"], "out of memory"),
        job=job("nightly.export"),
        producer=producer,
        inputs=[orders],
        outputs=[revenue("shop.sales.never")],
    ),
    "job": JobEvent(
        eventTime=at(8), job=job("nightly.static"), producer=producer, inputs=[orders], outputs=[revenue("shop.sales.fixed")]
    ),
    "dataset": DatasetEvent(
        eventTime=at(9),
        producer=producer,
        dataset=Dataset(
            namespace=namespace,
            name="shop.sales.orders",
            facets={"documentation": documentation_dataset.DocumentationDatasetFacet(description="Every purchase")},
        ),
    ),
}
for name in given["order"]:
    client.emit(events[name])

"""Pipelines: tasks, runs one by one and in bulk, usage."""

import time

from checks import check, equal, run
from connection import connect, text
from metadata.generated.schema.api.data.createPipeline import CreatePipelineRequest
from metadata.generated.schema.api.services.createPipelineService import CreatePipelineServiceRequest
from metadata.generated.schema.entity.data.pipeline import Pipeline, PipelineStatus, StatusType, Task, TaskStatus
from metadata.generated.schema.type.usageRequest import UsageRequest

now = int(time.time() * 1000)
quoted = 'pipelines-113."nightly.load"'


def read(catalog):
    return catalog.get_by_name(Pipeline, quoted, fields=["*"])


def ran(timestamp, status):
    return PipelineStatus(
        timestamp=timestamp,
        executionStatus=status,
        taskStatus=[TaskStatus(name="extract", executionStatus=status, startTime=timestamp)],
    )


@check("makes a pipeline whose name has a dot, with tasks")
def make(catalog):
    catalog.create_or_update(CreatePipelineServiceRequest(name="pipelines-113", serviceType="Airflow"))
    catalog.create_or_update(
        CreatePipelineRequest(
            name="nightly.load",
            service="pipelines-113",
            sourceUrl="https://airflow.example.com/x",
            tasks=[Task(name="extract"), Task(name="load")],
        )
    )
    equal([text(task.name) for task in read(catalog).tasks], ["extract", "load"])
    equal(text(read(catalog).sourceUrl), "https://airflow.example.com/x")


@check("adds a task, and cleans up those that are gone")
def tasks(catalog):
    catalog.add_task_to_pipeline(read(catalog), Task(name="report"))
    equal(sorted(text(task.name) for task in read(catalog).tasks), ["extract", "load", "report"])
    catalog.clean_pipeline_tasks(read(catalog), ["extract"])
    equal([text(task.name) for task in read(catalog).tasks], ["extract"])


@check("keeps runs, the latest with the pipeline")
def runs(catalog):
    answer = catalog.add_pipeline_status(quoted, ran(now - 2000, StatusType.Failed))
    equal(answer.pipelineStatus.executionStatus, StatusType.Failed)
    catalog.add_bulk_pipeline_status(quoted, [ran(now - 1000, StatusType.Successful), ran(now, StatusType.Pending)])
    equal(read(catalog).pipelineStatus.executionStatus, StatusType.Pending)
    found = catalog.list_pipeline_statuses(quoted, now - 5000, now + 5000)
    equal([text(each.timestamp) for each in found], [now, now - 1000, now - 2000])
    equal(found[2].taskStatus[0].name, "extract")
    equal(len(catalog.list_pipeline_statuses(quoted, now - 5000, now + 5000, limit=1)), 1)


@check("counts usage")
def usage(catalog):
    catalog.publish_pipeline_usage(read(catalog), UsageRequest(date=time.strftime("%Y-%m-%d"), count=3))
    equal(int(read(catalog).usageSummary.dailyStats.count), 3)


run(connect)

"""Ingestion pipelines: configuration and runs, reported before the pipeline exists."""

import time
import uuid

from checks import check, equal, run
from connection import connect, database_service, reference, text
from metadata.generated.schema.api.services.ingestionPipelines.createIngestionPipeline import CreateIngestionPipelineRequest
from metadata.generated.schema.entity.services.ingestionPipelines.ingestionPipeline import (
    AirflowConfig,
    IngestionPipeline,
    PipelineState,
    PipelineStatus,
    PipelineType,
)
from metadata.generated.schema.metadataIngestion.databaseServiceProfilerPipeline import DatabaseServiceProfilerPipeline
from metadata.generated.schema.metadataIngestion.workflow import SourceConfig
from metadata.ingestion.ometa.client import APIError

service = "ingestion-013"
fqn = f"{service}.nightly"
run_id = str(uuid.uuid4())
now = int(time.time() * 1000)


@check("takes the state of a run before there is a pipeline")
def early(catalog):
    status = PipelineStatus(runId=run_id, pipelineState=PipelineState.running, startDate=now, timestamp=now)
    catalog.create_or_update_pipeline_status(fqn, status)


@check("makes a pipeline in the shapes of this client")
def make(catalog):
    made = database_service(catalog, service)
    catalog.client.put(
        "/services/ingestionPipelines",
        data=CreateIngestionPipelineRequest(
            name="nightly",
            pipelineType=PipelineType.profiler,
            service=reference(made, "databaseService"),
            sourceConfig=SourceConfig(config=DatabaseServiceProfilerPipeline(profileSample=20, generateSampleData=True)),
            airflowConfig=AirflowConfig(scheduleInterval="0 0 * * *"),
        ).json(),
    )
    read = catalog.get_by_name(IngestionPipeline, fqn, fields=["*"])
    equal(read.sourceConfig.config.profileSample, 20)
    equal((read.airflowConfig.scheduleInterval, read.openMetadataServerConnection.authProvider.value), ("0 0 * * *", "openmetadata"))


@check("keeps the states of a run")
def runs(catalog):
    status = PipelineStatus(runId=run_id, pipelineState=PipelineState.success, startDate=now, timestamp=now, endDate=now + 1)
    catalog.create_or_update_pipeline_status(fqn, status)
    equal(catalog.get_pipeline_status(fqn, run_id).pipelineState, PipelineState.success)
    found = catalog.get_pipeline_status_between_ts(fqn, now - 5000, now + 5000)
    equal([(each.runId, each.pipelineState) for each in found], [(run_id, PipelineState.success)])


@check("is asked to run, and says who could where no worker of this catalog can")
def trigger(catalog):
    try:
        equal(text(catalog.run_pipeline(str(text(catalog.get_by_name(IngestionPipeline, fqn).id))).name), "nightly")
    except APIError as error:
        assert "worker" in str(error) and "metadata ingest" in str(error), error


run(connect)

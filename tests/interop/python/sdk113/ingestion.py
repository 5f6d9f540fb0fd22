"""Ingestion pipelines: runs, logs, progress."""

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
from metadata.generated.schema.entity.services.ingestionPipelines.operationMetrics import OperationMetric, OperationMetricsBatch
from metadata.generated.schema.entity.services.ingestionPipelines.progressUpdate import ProgressUpdate, ProgressUpdateType
from metadata.generated.schema.metadataIngestion.databaseServiceMetadataPipeline import DatabaseServiceMetadataPipeline
from metadata.generated.schema.metadataIngestion.workflow import SourceConfig
from metadata.ingestion.ometa.client import APIError

service = "ingestion-113"
fqn = f"{service}.nightly"
run_id = uuid.uuid4()
now = int(time.time() * 1000)


def get(catalog):
    return catalog.get_by_name(IngestionPipeline, fqn, fields=["*"])


@check("makes a pipeline with its configuration")
def make(catalog):
    made = database_service(catalog, service)
    catalog.create_or_update(
        CreateIngestionPipelineRequest(
            name="nightly",
            pipelineType=PipelineType.metadata,
            service=reference(made, "databaseService"),
            sourceConfig=SourceConfig(config=DatabaseServiceMetadataPipeline(includeViews=False)),
            airflowConfig=AirflowConfig(scheduleInterval="0 0 * * *"),
        )
    )
    read = get(catalog)
    equal(read.sourceConfig.config.includeViews, False)
    equal(read.airflowConfig.scheduleInterval, "0 0 * * *")
    equal(catalog.extract_pipeline_id_from_fqn(fqn), str(text(read.id)))
    equal(catalog.get_ingestion_pipeline_by_name(params={"service": service}), None)


@check("keeps the states of a run")
def runs(catalog):
    for state in [PipelineState.running, PipelineState.success]:
        catalog.create_or_update_pipeline_status(
            fqn, PipelineStatus(runId=str(run_id), pipelineState=state, startDate=now - 500, timestamp=now)
        )
    equal(catalog.get_pipeline_status(fqn, str(run_id)).pipelineState, PipelineState.success)
    found = catalog.get_pipeline_status_between_ts(fqn, now - 5000, now + 5000)
    equal([each.runId for each in found], [str(run_id)])
    equal(catalog.get_pipeline_status(fqn, str(uuid.uuid4())), None)


@check("keeps the log of a run, sent in pieces and compressed")
def logs(catalog):
    catalog.create_log_stream(fqn, run_id)
    equal(catalog.send_logs_to_s3(fqn, run_id, "first\n"), True)
    equal(catalog.send_logs_to_s3(fqn, run_id, "x" * 20000 + "\n", compress=True), True)
    equal(catalog.send_logs_batch(fqn, run_id, "third\n", max_retries=0)["bytes_sent"], 6)
    equal(catalog.send_logs_batch_best_effort(fqn, run_id, "fourth\n"), True)
    equal(catalog.close_log_stream(fqn, run_id), True)
    equal(catalog.send_close_best_effort(fqn, run_id), True)
    whole = catalog.get_logs_from_s3(fqn, run_id, limit=100000)
    for piece in ["first", "x" * 20000, "third", "fourth"]:
        assert piece in whole, (piece[:20], whole[:200])


@check("takes progress and metrics, whatever form they come in")
def progress(catalog):
    update = ProgressUpdate(runId=str(run_id), timestamp=now, updateType=ProgressUpdateType.PROCESSING, stepName="source")
    catalog.send_progress_update(fqn, str(run_id), update)
    metric = OperationMetric(category="db", operation="read", timestamp=now)
    catalog.send_operation_metrics_batch(
        fqn, str(run_id), OperationMetricsBatch(runId=str(run_id), stepName="source", metrics=[metric])
    )
    state = catalog.get_progress_state(fqn, str(run_id))
    assert state is None or state.runId == str(run_id), state


@check("is asked to run, and says who could where no worker of this catalog can")
def trigger(catalog):
    try:
        equal(text(catalog.run_pipeline(str(text(get(catalog).id))).name), "nightly")
    except APIError as error:
        assert "worker" in str(error) and "metadata ingest" in str(error), error


run(connect)

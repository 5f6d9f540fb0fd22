"""Topics, dashboards, pipelines, models: samples, usage, tasks, runs, lineage of features."""

import time

from checks import check, equal, run
from connection import connect, reference, schema, table, text
from metadata.generated.schema.api.data.createChart import CreateChartRequest
from metadata.generated.schema.api.data.createDashboard import CreateDashboardRequest
from metadata.generated.schema.api.data.createMlModel import CreateMlModelRequest
from metadata.generated.schema.api.data.createPipeline import CreatePipelineRequest
from metadata.generated.schema.api.data.createTopic import CreateTopicRequest
from metadata.generated.schema.api.services.createDashboardService import CreateDashboardServiceRequest
from metadata.generated.schema.api.services.createMessagingService import CreateMessagingServiceRequest
from metadata.generated.schema.api.services.createMlModelService import CreateMlModelServiceRequest
from metadata.generated.schema.api.services.createPipelineService import CreatePipelineServiceRequest
from metadata.generated.schema.entity.data.dashboard import Dashboard
from metadata.generated.schema.entity.data.mlmodel import FeatureSource, MlFeature
from metadata.generated.schema.entity.data.pipeline import Pipeline, PipelineStatus, StatusType, Task, TaskStatus
from metadata.generated.schema.entity.data.topic import Topic, TopicSampleData
from metadata.generated.schema.type.usageRequest import UsageRequest


@check("keeps a topic and samples of it")
def topic(catalog):
    kafka = catalog.create_or_update(
        CreateMessagingServiceRequest(
            name="assets-013-kafka", serviceType="Kafka", connection={"config": {"type": "Kafka", "bootstrapServers": "kafka:9092"}}
        )
    )
    made = catalog.create_or_update(
        CreateTopicRequest(
            name="orders",
            service=reference(kafka, "messagingService"),
            partitions=3,
            messageSchema={"schemaText": "{}", "schemaType": "Avro", "schemaFields": [{"name": "id", "dataType": "INT"}]},
        )
    )
    equal(catalog.ingest_topic_sample_data(made, TopicSampleData(messages=["{}"])).messages, ["{}"])
    read = catalog.get_by_name(Topic, "assets-013-kafka.orders", fields=["*"])
    equal((text(read.partitions), text(read.messageSchema.schemaFields[0].name)), (3, "id"))


@check("keeps a dashboard with its charts, and counts usage")
def dashboard(catalog):
    looker = catalog.create_or_update(
        CreateDashboardServiceRequest(
            name="assets-013-looker",
            serviceType="Looker",
            connection={"config": {"type": "Looker", "clientId": "a", "clientSecret": "b", "hostPort": "https://looker"}},
        )
    )
    service = reference(looker, "dashboardService")
    chart = catalog.create_or_update(CreateChartRequest(name="by-day", service=service, chartUrl="https://looker/c"))
    equal(chart.chartUrl, "https://looker/c")
    made = catalog.create_or_update(
        CreateDashboardRequest(
            name="sales", service=service, dashboardUrl="https://looker/d", charts=[reference(chart, "chart")]
        )
    )
    catalog.publish_dashboard_usage(made, UsageRequest(date=time.strftime("%Y-%m-%d"), count=5))
    read = catalog.get_by_name(Dashboard, "assets-013-looker.sales", fields=["*"])
    equal((read.dashboardUrl, [each.name for each in text(read.charts)]), ("https://looker/d", ["by-day"]))
    equal(int(read.usageSummary.dailyStats.count), 5)


@check("keeps a pipeline with tasks and runs, though its name has a slash")
def pipeline(catalog):
    airflow = catalog.create_or_update(
        CreatePipelineServiceRequest(
            name="assets-013-airflow",
            serviceType="Airflow",
            connection={"config": {"type": "Airflow", "hostPort": "http://airflow", "connection": {"type": "Backend"}}},
        )
    )
    name = "assets-013-airflow.night/load"
    catalog.create_or_update(
        CreatePipelineRequest(
            name="night/load",
            service=reference(airflow, "pipelineService"),
            pipelineUrl="https://airflow/x",
            tasks=[Task(name="extract", taskUrl="https://airflow/x/e"), Task(name="load")],
        )
    )

    def get():
        return catalog.get_by_name(Pipeline, name, fields=["*"])

    equal((get().pipelineUrl, get().tasks[0].taskUrl), ("https://airflow/x", "https://airflow/x/e"))
    catalog.add_task_to_pipeline(get(), Task(name="report"))
    equal(sorted(task.name for task in get().tasks), ["extract", "load", "report"])
    catalog.clean_pipeline_tasks(get(), ["extract"])
    equal([task.name for task in get().tasks], ["extract"])
    now = int(time.time() * 1000)
    status = PipelineStatus(
        timestamp=now,
        executionStatus=StatusType.Successful,
        taskStatus=[TaskStatus(name="extract", executionStatus=StatusType.Successful)],
    )
    answer = catalog.add_pipeline_status(name, status)
    equal((answer.pipelineStatus.executionStatus, text(answer.pipelineStatus.timestamp)), (StatusType.Successful, now))


@check("keeps a model, and the lineage from what its features read")
def model(catalog):
    source = table(catalog, schema(catalog, "assets-013"), "features")
    mlflow = catalog.create_or_update(
        CreateMlModelServiceRequest(
            name="assets-013-mlflow",
            serviceType="Mlflow",
            connection={"config": {"type": "Mlflow", "trackingUri": "http://a", "registryUri": "http://b"}},
        )
    )
    made = catalog.create_or_update(
        CreateMlModelRequest(
            name="churn",
            algorithm="tree",
            service=reference(mlflow, "mlmodelService"),
            mlFeatures=[
                MlFeature(
                    name="age",
                    featureSources=[FeatureSource(name="id", dataType="integer", dataSource=reference(source, "table"))],
                )
            ],
        )
    )
    lineage = catalog.add_mlmodel_lineage(made)
    equal([node["fullyQualifiedName"] for node in lineage["nodes"]], ["assets-013.shop.public.features"])


run(connect)

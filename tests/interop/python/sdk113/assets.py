"""Topics, dashboards, containers, files, models, search indexes and what else has data: samples, usage, children, lineage."""

import time

from checks import check, equal, run
from connection import column, connect, reference, schema, table, text
from metadata.generated.schema.api.data.createAPICollection import CreateAPICollectionRequest
from metadata.generated.schema.api.data.createAPIEndpoint import CreateAPIEndpointRequest
from metadata.generated.schema.api.data.createChart import CreateChartRequest
from metadata.generated.schema.api.data.createContainer import CreateContainerRequest
from metadata.generated.schema.api.data.createDashboard import CreateDashboardRequest
from metadata.generated.schema.api.data.createDashboardDataModel import CreateDashboardDataModelRequest
from metadata.generated.schema.api.data.createDirectory import CreateDirectoryRequest
from metadata.generated.schema.api.data.createFile import CreateFileRequest
from metadata.generated.schema.api.data.createMlModel import CreateMlModelRequest
from metadata.generated.schema.api.data.createSearchIndex import CreateSearchIndexRequest
from metadata.generated.schema.api.data.createSpreadsheet import CreateSpreadsheetRequest
from metadata.generated.schema.api.data.createStoredProcedure import CreateStoredProcedureRequest
from metadata.generated.schema.api.data.createTopic import CreateTopicRequest
from metadata.generated.schema.api.data.createWorksheet import CreateWorksheetRequest
from metadata.generated.schema.api.services.createApiService import CreateApiServiceRequest
from metadata.generated.schema.api.services.createDashboardService import CreateDashboardServiceRequest
from metadata.generated.schema.api.services.createDriveService import CreateDriveServiceRequest
from metadata.generated.schema.api.services.createMessagingService import CreateMessagingServiceRequest
from metadata.generated.schema.api.services.createMlModelService import CreateMlModelServiceRequest
from metadata.generated.schema.api.services.createSearchService import CreateSearchServiceRequest
from metadata.generated.schema.api.services.createStorageService import CreateStorageServiceRequest
from metadata.generated.schema.entity.data.apiCollection import APICollection
from metadata.generated.schema.entity.data.apiEndpoint import APIEndpoint
from metadata.generated.schema.entity.data.container import Container
from metadata.generated.schema.entity.data.dashboard import Dashboard
from metadata.generated.schema.entity.data.dashboardDataModel import DashboardDataModel
from metadata.generated.schema.entity.data.file import File
from metadata.generated.schema.entity.data.mlmodel import FeatureSource, MlFeature, MlModel
from metadata.generated.schema.entity.data.searchIndex import SearchIndex, SearchIndexField, SearchIndexSampleData
from metadata.generated.schema.entity.data.storedProcedure import StoredProcedure, StoredProcedureCode
from metadata.generated.schema.entity.data.table import TableData
from metadata.generated.schema.entity.data.topic import Topic, TopicSampleData
from metadata.generated.schema.entity.data.worksheet import Worksheet
from metadata.generated.schema.type.schema import FieldModel
from metadata.generated.schema.type.schema import Topic as MessageSchema
from metadata.generated.schema.type.usageRequest import UsageRequest

rows = TableData(columns=["id"], rows=[[1], [2]])


@check("keeps a topic with its schema and samples")
def topic(catalog):
    catalog.create_or_update(CreateMessagingServiceRequest(name="assets-113-kafka", serviceType="Kafka"))
    fields = [FieldModel(name="order", dataType="RECORD", children=[FieldModel(name="id", dataType="INT")])]
    made = catalog.create_or_update(
        CreateTopicRequest(
            name="orders",
            service="assets-113-kafka",
            partitions=3,
            messageSchema=MessageSchema(schemaText="{}", schemaType="Avro", schemaFields=fields),
        )
    )
    stored = catalog.ingest_topic_sample_data(made, TopicSampleData(messages=["{}", '{"a":1}']))
    equal(stored.messages, ["{}", '{"a":1}'])
    read = catalog.get_by_name(Topic, "assets-113-kafka.orders", fields=["*"])
    equal(read.partitions, 3)
    equal([text(each.name) for each in read.messageSchema.schemaFields[0].children], ["id"])


@check("keeps a dashboard with charts and data models, and counts its usage")
def dashboard(catalog):
    catalog.create_or_update(CreateDashboardServiceRequest(name="assets-113-looker", serviceType="Looker"))
    catalog.create_or_update(CreateChartRequest(name="by-day", service="assets-113-looker", chartType="Line"))
    catalog.create_or_update(
        CreateDashboardDataModelRequest(
            name="explore", service="assets-113-looker", dataModelType="LookMlExplore", columns=[column("id")]
        )
    )
    made = catalog.create_or_update(
        CreateDashboardRequest(
            name="sales",
            service="assets-113-looker",
            charts=["assets-113-looker.by-day"],
            dataModels=["assets-113-looker.model.explore"],
            sourceUrl="https://looker.example.com/1",
        )
    )
    catalog.publish_dashboard_usage(made, UsageRequest(date=time.strftime("%Y-%m-%d"), count=5))
    read = catalog.get_by_name(Dashboard, "assets-113-looker.sales", fields=["*"])
    equal([each.name for each in read.charts.root], ["by-day"])
    equal([each.name for each in read.dataModels.root], ["explore"])
    equal(int(read.usageSummary.dailyStats.count), 5)
    assert catalog.get_by_name(DashboardDataModel, "assets-113-looker.model.explore")


@check("keeps containers inside containers, and samples of them")
def containers(catalog):
    catalog.create_or_update(CreateStorageServiceRequest(name="assets-113-s3", serviceType="S3"))
    bucket = catalog.create_or_update(CreateContainerRequest(name="bucket", service="assets-113-s3"))
    for name in ["a", "b", "c"]:
        catalog.create_or_update(
            CreateContainerRequest(
                name=name,
                service="assets-113-s3",
                parent=reference(bucket, "container"),
                fullPath=f"s3://bucket/{name}",
                dataModel={"isPartitioned": False, "columns": [column("id").model_dump(exclude_none=True)]},
            )
        )
    fqn = "assets-113-s3.bucket"
    first = catalog.list_container_children(fqn, limit=2, offset=0)
    rest = catalog.list_container_children(fqn, limit=2, offset=2)
    equal(first.total, 3)
    equal(sorted(text(each.name) for each in first.entities + rest.entities), ["a", "b", "c"])
    inner = catalog.get_by_name(Container, f"{fqn}.a", fields=["*"])
    equal(inner.parent.fullyQualifiedName, fqn)
    equal(catalog.ingest_container_sample_data(inner, rows).rows, rows.rows)
    equal(catalog.get_container_sample_data(inner).sampleData.rows, rows.rows)


@check("keeps files, spreadsheets and worksheets in directories, and samples of files")
def drives(catalog):
    catalog.create_or_update(CreateDriveServiceRequest(name="assets-113-drive", serviceType="GoogleDrive"))
    catalog.create_or_update(CreateDirectoryRequest(name="shared", service="assets-113-drive"))
    file = catalog.create_or_update(
        CreateFileRequest(name="list.csv", service="assets-113-drive", directory="assets-113-drive.shared", columns=[column("id")])
    )
    assert catalog.ingest_file_sample_data(file, rows) is not None
    equal(catalog.get_file_sample_data(file).sampleData.rows, rows.rows)
    equal(catalog.get_by_id(File, file.id, fields=["*"]).directory.name, "shared")
    sheet = catalog.create_or_update(CreateSpreadsheetRequest(name="plan", service="assets-113-drive"))
    page = catalog.create_or_update(
        CreateWorksheetRequest(name="2026", service="assets-113-drive", spreadsheet=text(sheet.fullyQualifiedName), columns=[column("id")])
    )
    equal(catalog.get_by_id(Worksheet, page.id, fields=["*"]).spreadsheet.name, "plan")


@check("keeps a model, and the lineage from what its features read")
def model(catalog):
    schema(catalog, "assets-113")
    source = table(catalog, "assets-113", "features")
    catalog.create_or_update(CreateMlModelServiceRequest(name="assets-113-mlflow", serviceType="Mlflow"))
    made = catalog.create_or_update(
        CreateMlModelRequest(
            name="churn",
            algorithm="tree",
            service="assets-113-mlflow",
            mlFeatures=[
                MlFeature(
                    name="age",
                    dataType="numerical",
                    featureSources=[FeatureSource(name="id", dataType="integer", dataSource=reference(source, "table"))],
                )
            ],
        )
    )
    read = catalog.get_by_id(MlModel, made.id, fields=["*"])
    equal([text(each.name) for each in read.mlFeatures], ["age"])
    lineage = catalog.add_mlmodel_lineage(made, description="reads")
    equal([node["fullyQualifiedName"] for node in lineage["nodes"]], ["assets-113.shop.public.features"])


@check("keeps a search index and samples of it")
def search_index(catalog):
    catalog.create_or_update(CreateSearchServiceRequest(name="assets-113-es", serviceType="ElasticSearch"))
    made = catalog.create_or_update(
        CreateSearchIndexRequest(name="books", service="assets-113-es", fields=[SearchIndexField(name="title", dataType="TEXT")])
    )
    equal(catalog.ingest_search_index_sample_data(made, SearchIndexSampleData(messages=["{}"])).messages, ["{}"])
    equal([text(each.name) for each in catalog.get_by_id(SearchIndex, made.id, fields=["*"]).fields], ["title"])


@check("keeps an API with its collections and endpoints")
def apis(catalog):
    catalog.create_or_update(CreateApiServiceRequest(name="assets-113-api", serviceType="Rest"))
    catalog.create_or_update(
        CreateAPICollectionRequest(name="pets", service="assets-113-api", endpointURL="https://api.example.com/pets")
    )
    catalog.create_or_update(
        CreateAPIEndpointRequest(
            name="list", apiCollection="assets-113-api.pets", endpointURL="https://api.example.com/pets", requestMethod="GET"
        )
    )
    equal(text(catalog.get_by_name(APICollection, "assets-113-api.pets", fields=["*"]).name), "pets")
    equal(catalog.get_by_name(APIEndpoint, "assets-113-api.pets.list", fields=["*"]).apiCollection.name, "pets")


@check("keeps a stored procedure with its code")
def procedure(catalog):
    schema(catalog, "assets-113")
    made = catalog.create_or_update(
        CreateStoredProcedureRequest(
            name="refresh",
            databaseSchema="assets-113.shop.public",
            storedProcedureCode=StoredProcedureCode(language="SQL", code="select 1"),
        )
    )
    equal(catalog.get_by_id(StoredProcedure, made.id, fields=["*"]).storedProcedureCode.code, "select 1")


run(connect)

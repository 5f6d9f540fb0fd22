"""Services of every kind, made directly and from a workflow's source."""

from checks import check, equal, run
from connection import connect, database_service, text
from metadata.generated.schema.api.services.createApiService import CreateApiServiceRequest
from metadata.generated.schema.api.services.createDashboardService import CreateDashboardServiceRequest
from metadata.generated.schema.api.services.createDriveService import CreateDriveServiceRequest
from metadata.generated.schema.api.services.createMcpService import CreateMcpServiceRequest
from metadata.generated.schema.api.services.createMessagingService import CreateMessagingServiceRequest
from metadata.generated.schema.api.services.createMetadataService import CreateMetadataServiceRequest
from metadata.generated.schema.api.services.createMlModelService import CreateMlModelServiceRequest
from metadata.generated.schema.api.services.createPipelineService import CreatePipelineServiceRequest
from metadata.generated.schema.api.services.createSearchService import CreateSearchServiceRequest
from metadata.generated.schema.api.services.createSecurityService import CreateSecurityServiceRequest
from metadata.generated.schema.api.services.createStorageService import CreateStorageServiceRequest
from metadata.generated.schema.entity.services.databaseService import DatabaseService
from metadata.generated.schema.metadataIngestion.workflow import Source

requests = [
    CreateApiServiceRequest(name="api-113", serviceType="Rest"),
    CreateDashboardServiceRequest(name="dashboard-113", serviceType="Looker"),
    CreateDriveServiceRequest(name="drive-113", serviceType="GoogleDrive"),
    CreateMcpServiceRequest(name="mcp-113", serviceType=list(CreateMcpServiceRequest.model_fields["serviceType"].annotation)[0]),
    CreateMessagingServiceRequest(name="messaging-113", serviceType="Kafka"),
    CreateMetadataServiceRequest(name="metadata-113", serviceType="Atlas"),
    CreateMlModelServiceRequest(name="mlmodel-113", serviceType="Mlflow"),
    CreatePipelineServiceRequest(name="pipeline-113", serviceType="Airflow"),
    CreateSearchServiceRequest(name="search-113", serviceType="ElasticSearch"),
    CreateSecurityServiceRequest(name="security-113", serviceType=list(CreateSecurityServiceRequest.model_fields["serviceType"].annotation)[0]),
    CreateStorageServiceRequest(name="storage-113", serviceType="S3"),
]


def declare(request):
    @check(f"makes a service by {type(request).__name__} and reads it back")
    def make(catalog):
        made = catalog.create_or_update(request)
        read = catalog.get_by_name(type(made), text(request.name), fields=["*"])
        equal((text(read.name), read.serviceType.value), (text(request.name), request.serviceType.value))


for each in requests:
    declare(each)


def source(name):
    return Source.model_validate(
        {
            "type": "postgres",
            "serviceName": name,
            "serviceConnection": {
                "config": {
                    "type": "Postgres",
                    "username": "reader",
                    "authType": {"password": "pw"},
                    "hostPort": "db.example.com:5432",
                    "database": "shop",
                }
            },
            "sourceConfig": {"config": {"type": "DatabaseMetadata"}},
        }
    )


@check("makes a service from a workflow's source, once")
def from_source(catalog):
    wanted = catalog.get_create_service_from_source(DatabaseService, source("source-113"))
    equal(text(wanted.name), "source-113")
    made = catalog.create_service_from_source(DatabaseService, source("source-113"))
    again = catalog.get_service_or_create(DatabaseService, source("source-113"))
    equal(made.id, again.id)
    equal(text(catalog.get_service_or_create(DatabaseService, source("source-113b")).name), "source-113b")


@check("keeps a connection, and shows its password to nobody who only reads")
def connection(catalog):
    database_service(catalog, "connection-113")
    config = catalog.get_by_name(DatabaseService, "connection-113").connection.config
    equal((config.username, config.hostPort, config.database), ("reader", "db.example.com:5432", "shop"))


run(connect)

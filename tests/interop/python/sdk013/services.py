"""Services of every kind, made directly and from a workflow's source."""

from checks import check, equal, run
from connection import connect, database_service, text
from metadata.generated.schema.api.services.createDashboardService import CreateDashboardServiceRequest
from metadata.generated.schema.api.services.createMessagingService import CreateMessagingServiceRequest
from metadata.generated.schema.api.services.createMetadataService import CreateMetadataServiceRequest
from metadata.generated.schema.api.services.createMlModelService import CreateMlModelServiceRequest
from metadata.generated.schema.api.services.createPipelineService import CreatePipelineServiceRequest
from metadata.generated.schema.api.services.createStorageService import CreateStorageServiceRequest
from metadata.generated.schema.entity.services.databaseService import DatabaseService
from metadata.generated.schema.metadataIngestion.workflow import Source

login = {"username": "reader", "password": "pw", "hostPort": "https://example.com"}
requests = [
    (CreateDashboardServiceRequest, "Tableau", {**login, "type": "Tableau", "siteName": "main", "env": "prod", "apiVersion": "3.1"}),
    (CreateMessagingServiceRequest, "Kafka", {"type": "Kafka", "bootstrapServers": "kafka:9092"}),
    (CreateMetadataServiceRequest, "Atlas", {**login, "type": "Atlas", "entity_type": "Table", "databaseServiceName": ["a"], "messagingServiceName": ["b"]}),
    (CreateMlModelServiceRequest, "Mlflow", {"type": "Mlflow", "trackingUri": "http://mlflow", "registryUri": "http://mlflow"}),
    (CreatePipelineServiceRequest, "Airbyte", {**login, "type": "Airbyte"}),
]


def declare(request, kind, config):
    @check(f"makes a service by {request.__name__} and reads its connection back")
    def make(catalog):
        name = f"{kind.lower()}-013"
        made = catalog.create_or_update(request(name=name, serviceType=kind, connection={"config": config}))
        read = catalog.get_by_name(type(made), name, fields=["*"])
        equal((text(read.name), read.serviceType.value), (name, kind))
        for member in ("username", "bootstrapServers", "trackingUri", "siteName"):
            if member in config:
                equal(getattr(read.connection.config, member), config[member])


for each in requests:
    declare(*each)


@check("makes a service of storage")
def storage(catalog):
    made = catalog.create_or_update(CreateStorageServiceRequest(name="hdfs-013", serviceType="HDFS"))
    equal(catalog.get_by_name(type(made), "hdfs-013").serviceType.value, "HDFS")


def source(name):
    return Source.parse_obj(
        {
            "type": "postgres",
            "serviceName": name,
            "serviceConnection": {
                "config": {"type": "Postgres", "username": "reader", "password": "pw", "hostPort": "db:5432", "database": "shop"}
            },
            "sourceConfig": {"config": {"type": "DatabaseMetadata"}},
        }
    )


@check("makes a service from a workflow's source, once")
def from_source(catalog):
    wanted = catalog.get_create_service_from_source(DatabaseService, source("source-013"))
    equal(text(wanted.name), "source-013")
    made = catalog.create_service_from_source(DatabaseService, source("source-013"))
    equal(text(catalog.get_service_or_create(DatabaseService, source("source-013")).id), text(made.id))


@check("keeps a connection in the shape of this client")
def connection(catalog):
    database_service(catalog, "connection-013")
    config = catalog.get_by_name(DatabaseService, "connection-013").connection.config
    equal((config.username, config.hostPort, config.database), ("reader", "db.example.com:5432", "shop"))


run(connect)

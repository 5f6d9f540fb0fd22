"""The 0.13 client connected to the catalog under test, and the entities that most scripts need."""

import os
import sys
import warnings

warnings.simplefilter("ignore")
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))

from metadata.generated.schema.api.data.createDatabase import CreateDatabaseRequest
from metadata.generated.schema.api.data.createDatabaseSchema import CreateDatabaseSchemaRequest
from metadata.generated.schema.api.data.createTable import CreateTableRequest
from metadata.generated.schema.api.services.createDatabaseService import CreateDatabaseServiceRequest
from metadata.generated.schema.entity.data.table import Column, DataType
from metadata.generated.schema.entity.services.connections.database.postgresConnection import PostgresConnection
from metadata.generated.schema.entity.services.connections.metadata.openMetadataConnection import (
    AuthProvider,
    OpenMetadataConnection,
)
from metadata.generated.schema.entity.services.databaseService import DatabaseConnection, DatabaseServiceType
from metadata.generated.schema.security.client.openMetadataJWTClientConfig import OpenMetadataJWTClientConfig
from metadata.generated.schema.type.entityReference import EntityReference
from metadata.ingestion.ometa.ometa_api import OpenMetadata


def connect():
    return OpenMetadata(
        OpenMetadataConnection(
            hostPort=os.environ["WAYMARK_URL"] + "/api",
            authProvider=AuthProvider.openmetadata,
            securityConfig=OpenMetadataJWTClientConfig(jwtToken=os.environ["WAYMARK_TOKEN"]),
        )
    )


def text(value):
    """The plain value of a model that wraps one, or several layers of them."""
    while hasattr(value, "__root__"):
        value = value.__root__
    return value


def reference(entity, kind):
    return EntityReference(id=entity.id, type=kind)


def column(name, kind="INT", **more):
    return Column(name=name, dataType=DataType[kind], **more)


def database_service(catalog, name):
    connection = PostgresConnection(username="reader", password="pw", hostPort="db.example.com:5432", database="shop")
    return catalog.create_or_update(
        CreateDatabaseServiceRequest(
            name=name, serviceType=DatabaseServiceType.Postgres, connection=DatabaseConnection(config=connection)
        )
    )


def schema(catalog, service):
    """A schema `<service>.shop.public`, with everything above it."""
    made = database_service(catalog, service)
    database = catalog.create_or_update(CreateDatabaseRequest(name="shop", service=reference(made, "databaseService")))
    return catalog.create_or_update(
        CreateDatabaseSchemaRequest(name="public", database=reference(database, "database"))
    )


def table(catalog, parent, name="orders", columns=None, **more):
    return catalog.create_or_update(
        CreateTableRequest(
            name=name,
            databaseSchema=reference(parent, "databaseSchema"),
            columns=columns or [column("id"), column("total", "DECIMAL"), column("note", "TEXT")],
            **more,
        )
    )

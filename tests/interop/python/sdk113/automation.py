"""Automation workflows that test a connection, and the rebuilding of the search index."""

from checks import check, equal, run
from connection import connect
from metadata.generated.schema.api.automations.createWorkflow import CreateWorkflowRequest
from metadata.generated.schema.entity.automations.testServiceConnection import TestServiceConnectionRequest
from metadata.generated.schema.entity.automations.workflow import Workflow, WorkflowStatus, WorkflowType
from metadata.generated.schema.entity.services.connections.database.sqliteConnection import SQLiteConnection
from metadata.generated.schema.entity.services.connections.testConnectionResult import (
    StatusType,
    TestConnectionResult,
    TestConnectionStepResult,
)
from metadata.generated.schema.entity.services.databaseService import DatabaseConnection
from metadata.generated.schema.entity.services.serviceType import ServiceType


@check("keeps what a connection test found")
def workflow(catalog):
    made = catalog.create_or_update(
        CreateWorkflowRequest(
            name="test-113",
            workflowType=WorkflowType.TEST_CONNECTION,
            request=TestServiceConnectionRequest(
                connection=DatabaseConnection(config=SQLiteConnection()), serviceType=ServiceType.Database, connectionType="SQLite"
            ),
        )
    )
    result = TestConnectionResult(
        status=StatusType.Successful, steps=[TestConnectionStepResult(name="CheckAccess", mandatory=True, passed=True)]
    )
    catalog.patch_automation_workflow_response(made, result, WorkflowStatus.Successful)
    read = catalog.get_by_id(Workflow, made.id, fields=["*"])
    equal(read.status, WorkflowStatus.Successful)
    equal([each.name for each in read.response.steps], ["CheckAccess"])


@check("rebuilds the search index when it is asked to")
def reindex(catalog):
    catalog.reindex()
    equal(catalog.is_reindex_app_running() in (True, False), True)


run(connect)

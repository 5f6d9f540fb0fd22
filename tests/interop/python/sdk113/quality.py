"""Data quality: definitions, suites, cases, results, incidents, failed rows."""

import time

from checks import check, equal, run
from connection import connect, reference, schema, table, text
from metadata.generated.schema.api.tests.createLogicalTestCases import CreateLogicalTestCases
from metadata.generated.schema.api.tests.createTestCase import CreateTestCaseRequest
from metadata.generated.schema.api.tests.createTestCaseResolutionStatus import CreateTestCaseResolutionStatus
from metadata.generated.schema.api.tests.createTestSuite import CreateTestSuiteRequest
from metadata.generated.schema.entity.data.table import Table, TableData
from metadata.generated.schema.entity.teams.user import User
from metadata.generated.schema.tests.assigned import Assigned
from metadata.generated.schema.tests.basic import TestCaseResult, TestCaseStatus, TestResultValue
from metadata.generated.schema.tests.resolved import Resolved, TestCaseFailureReasonType
from metadata.generated.schema.tests.testCase import TestCase, TestCaseParameterValue
from metadata.generated.schema.tests.testCaseResolutionStatus import TestCaseResolutionStatusTypes
from metadata.generated.schema.tests.testDefinition import EntityType, TestDefinition, TestPlatform
from metadata.generated.schema.tests.testSuite import TestSuite

service = "quality-113"
orders = f"{service}.shop.public.orders"
case = f"{orders}.rows"
now = int(time.time() * 1000)


def get(catalog):
    return catalog.get_by_name(TestCase, case, fields=["*"])


@check("finds the definitions that its validators are for")
def definitions(catalog):
    found = catalog.get_by_name(TestDefinition, "tableRowCountToBeBetween")
    equal(found.validatorClass, "TableRowCountToBeBetweenValidator")
    made = catalog.get_or_create_test_definition(
        "looksFine", "Looks fine", EntityType.TABLE, [TestPlatform.OpenMetadata], []
    )
    again = catalog.get_or_create_test_definition("looksFine")
    equal(made.id, again.id)


@check("makes the suite of a table, once")
def suite(catalog):
    schema(catalog, service)
    table(catalog, service)
    equal(catalog.get_executable_test_suite(orders), None)
    made = catalog.get_or_create_executable_test_suite(orders)
    again = catalog.get_or_create_executable_test_suite(orders)
    equal(made.id, again.id)
    found = catalog.get_executable_test_suite(orders)
    equal((found.id, found.basic), (made.id, True))
    also = catalog.create_or_update_executable_test_suite(
        CreateTestSuiteRequest(name=f"{orders}.TestSuite", basicEntityReference=orders)
    )
    equal(also.id, made.id)


@check("makes a test case, once")
def test_case(catalog):
    limits = [TestCaseParameterValue(name="minValue", value="1"), TestCaseParameterValue(name="maxValue", value="9")]
    made = catalog.get_or_create_test_case(
        case, f"<#E::table::{orders}>", "tableRowCountToBeBetween", limits, "Neither empty nor too many"
    )
    equal(catalog.get_or_create_test_case(case).id, made.id)
    read = get(catalog)
    equal([(each.name, each.value) for each in read.parameterValues], [("minValue", "1"), ("maxValue", "9")])
    equal(read.testDefinition.name, "tableRowCountToBeBetween")
    equal(read.testSuite.fullyQualifiedName, f"{orders}.testSuite")
    of_column = catalog.create_or_update(
        CreateTestCaseRequest(
            name="filled", entityLink=f"<#E::table::{orders}::columns::id>", testDefinition="columnValuesToBeNotNull"
        )
    )
    equal(text(of_column.fullyQualifiedName), f"{orders}.id.filled")


@check("keeps results in milliseconds, the latest with the case")
def results(catalog):
    def result(timestamp, status):
        values = [TestResultValue(name="rowCount", value="12")]
        return TestCaseResult(timestamp=timestamp, testCaseStatus=status, result="12 rows", testResultValue=values)

    catalog.add_test_case_results(result(now - 1000, TestCaseStatus.Success), case)
    catalog.add_test_case_results(result(now, TestCaseStatus.Failed), case)
    found = catalog.get_test_case_results(case, now - 5000, now + 5000)
    equal([(text(each.timestamp), each.testCaseStatus) for each in found], [(now, TestCaseStatus.Failed), (now - 1000, TestCaseStatus.Success)])
    equal(found[0].testResultValue[0].value, "12")
    equal(len(catalog.get_test_case_results(case, now - 5000, now - 500)), 1)
    equal(get(catalog).testCaseResult.testCaseStatus, TestCaseStatus.Failed)
    suite = catalog.get_by_name(TestSuite, f"{orders}.testSuite", fields=["summary"])
    equal((suite.summary.failed, suite.summary.total), (1, 2))


@check("walks an incident from its finding to its end")
def incident(catalog):
    assert get(catalog).incidentId is not None
    admin = catalog.get_by_name(User, "admin")

    def status(kind, details=None):
        return catalog.create_test_case_resolution(
            CreateTestCaseResolutionStatus(
                testCaseResolutionStatusType=kind, testCaseResolutionStatusDetails=details, testCaseReference=case
            )
        )

    acknowledged = status(TestCaseResolutionStatusTypes.Ack)
    assigned = status(TestCaseResolutionStatusTypes.Assigned, Assigned(assignee=reference(admin, "user")))
    equal(assigned.stateId, acknowledged.stateId)
    equal(text(assigned.testCaseResolutionStatusDetails.assignee.id), text(admin.id))
    ended = status(
        TestCaseResolutionStatusTypes.Resolved,
        Resolved(testCaseFailureReason=TestCaseFailureReasonType.FalsePositive, testCaseFailureComment="known"),
    )
    equal(ended.testCaseResolutionStatusDetails.testCaseFailureReason, TestCaseFailureReasonType.FalsePositive)
    kept = catalog.client.get(f"/dataQuality/testCases/testCaseIncidentStatus/stateId/{text(ended.stateId)}")
    equal([each["testCaseResolutionStatusType"] for each in kept["data"]], ["Resolved", "Assigned", "Ack", "New"])


@check("keeps rows that failed, and the query that finds them")
def failed_rows(catalog):
    rows = TableData(columns=["id", "total", "note"], rows=[[1, 2, "x"]])
    equal(catalog.ingest_failed_rows_sample(get(catalog), rows).rows, rows.rows)
    equal(catalog.get_failed_rows_sample(get(catalog)).rows, rows.rows)
    other = TableData(columns=["unheard of"], rows=[[1]])
    equal(catalog.ingest_failed_rows_sample(get(catalog), other, validate=False).rows, other.rows)
    answer = catalog.ingest_inspection_query(get(catalog), "select * from orders where id > 9")
    equal(text(answer.inspectionQuery), "select * from orders where id > 9")
    equal(text(get(catalog).inspectionQuery), "select * from orders where id > 9")


@check("changes the parameters of a case")
def patch(catalog):
    limits = [TestCaseParameterValue(name="minValue", value="2")]
    catalog.patch_test_case_definition(get(catalog), f"<#E::table::{orders}>", limits, True)
    read = get(catalog)
    equal([(each.name, each.value) for each in read.parameterValues], [("minValue", "2")])
    equal(read.computePassedFailedRowCount, True)


@check("collects cases in a suite of its own")
def logical(catalog):
    made = catalog.get_or_create_test_suite("nightly-113", "What runs at night")
    equal(catalog.get_or_create_test_suite("nightly-113").id, made.id)
    catalog.add_logical_test_cases(CreateLogicalTestCases(testSuiteId=made.id, testCaseIds=[get(catalog).id]))
    listed = catalog.list_entities(TestCase, params={"testSuiteId": str(text(made.id))})
    equal([text(each.fullyQualifiedName) for each in listed.entities], [case])
    equal(
        sorted(text(each.fullyQualifiedName) for each in get(catalog).testSuites), ["nightly-113", f"{orders}.testSuite"]
    )


@check("deletes a case, and the suite of a table")
def delete(catalog):
    catalog.delete_test_case(case, hard=True)
    equal(catalog.get_by_name(TestCase, case), None)
    found = catalog.get_executable_test_suite(orders)
    catalog.delete_executable_test_suite(TestSuite, text(found.id), recursive=True, hard_delete=True)
    equal(catalog.get_by_name(Table, orders, fields=["testSuite"]).testSuite, None)


run(connect)

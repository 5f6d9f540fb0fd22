"""Data quality: definitions, suites, cases, results in seconds."""

import time

from checks import check, equal, run
from connection import connect, schema, table, text
from metadata.generated.schema.entity.data.table import Table
from metadata.generated.schema.tests.basic import TestCaseResult, TestCaseStatus, TestResultValue
from metadata.generated.schema.tests.testCase import TestCase, TestCaseParameterValue
from metadata.generated.schema.tests.testDefinition import EntityType, TestDefinition, TestPlatform

service = "quality-013"
orders = f"{service}.shop.public.orders"
case = f"{orders}.rows"
now = int(time.time())


@check("finds the definitions of its validators, and makes one of its own")
def definitions(catalog):
    assert catalog.get_by_name(TestDefinition, "tableRowCountToBeBetween")
    made = catalog.get_or_create_test_definition(
        "looksFine013", "Looks fine", EntityType.TABLE, [TestPlatform.OpenMetadata], []
    )
    equal(text(catalog.get_or_create_test_definition("looksFine013").id), text(made.id))


@check("makes a suite, once")
def suite(catalog):
    made = catalog.get_or_create_test_suite("nightly-013", "What runs at night")
    equal(text(catalog.get_or_create_test_suite("nightly-013").id), text(made.id))


@check("makes a test case in the suite, once")
def test_case(catalog):
    table(catalog, schema(catalog, service))
    made = catalog.get_or_create_test_case(
        case,
        entity_link=f"<#E::table::{orders}>",
        test_suite_fqn="nightly-013",
        test_definition_fqn="tableRowCountToBeBetween",
        test_case_parameter_values=[TestCaseParameterValue(name="minValue", value="1")],
    )
    again = catalog.get_or_create_test_case(case)
    equal((text(again.id), again.testSuite.name), (text(made.id), "nightly-013"))
    suite = catalog.get_or_create_test_suite("nightly-013")
    listed = catalog.list_entities(TestCase, fields=["testSuite", "entityLink", "testDefinition"], params={"testSuiteId": str(text(suite.id))})
    equal([text(each.fullyQualifiedName) for each in listed.entities], [case])


@check("keeps results in seconds, and asks for them by a window")
def results(catalog):
    values = [TestResultValue(name="rowCount", value="12")]
    catalog.add_test_case_results(
        TestCaseResult(timestamp=now, testCaseStatus=TestCaseStatus.Failed, result="12 rows", testResultValue=values), case
    )
    found = catalog.get_test_case_results(case, (now - 60) * 1000, (now + 60) * 1000)
    equal([(text(each.timestamp), each.testCaseStatus) for each in found], [(now, TestCaseStatus.Failed)])
    latest = catalog.get_by_name(TestCase, case, fields=["*"]).testCaseResult
    equal((text(latest.timestamp), latest.testResultValue[0].value), (now, "12"))
    assert catalog.get_by_name(Table, orders)


run(connect)

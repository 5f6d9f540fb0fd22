"""Data insight: reports, KPIs and their results, page views."""

import time
import uuid

from checks import check, equal, run
from connection import connect, reference, text
from metadata.generated.schema.analytics.basic import WebAnalyticEventType
from metadata.generated.schema.analytics.reportData import ReportData, ReportDataType
from metadata.generated.schema.analytics.reportDataType.entityReportData import EntityReportData
from metadata.generated.schema.analytics.webAnalyticEventData import WebAnalyticEventData
from metadata.generated.schema.analytics.webAnalyticEventType.pageViewEvent import PageViewData
from metadata.generated.schema.api.dataInsight.kpi.createKpiRequest import CreateKpiRequest
from metadata.generated.schema.dataInsight.dataInsightChart import DataInsightChart
from metadata.generated.schema.dataInsight.kpi.basic import KpiResult, KpiTarget, KpiTargetType

now = int(time.time() * 1000)


@check("keeps reports")
def report_data(catalog):
    catalog.add_data_insight_report_data(
        ReportData(
            timestamp=now,
            reportDataType=ReportDataType.EntityReportData,
            data=EntityReportData(entityType="Table", entityCount=13, hasOwner=3),
        )
    )
    found = catalog.get_data_insight_report_data(now - 5000, now + 5000, ReportDataType.EntityReportData.value)
    assert 13 in [each["data"]["entityCount"] for each in found["data"]], found


@check("makes a KPI, and keeps its results")
def kpi(catalog):
    chart = catalog.list_entities(DataInsightChart).entities[0]
    made = catalog.create_kpi(
        CreateKpiRequest(
            name="owners-013",
            description="Everything has an owner",
            dataInsightChart=reference(chart, "dataInsightChart"),
            startDate=now - 86400000,
            endDate=now + 86400000,
            targetDefinition=[KpiTarget(name="hasOwnerFraction", value="0.8")],
            metricType=KpiTargetType.PERCENTAGE,
        )
    )
    equal((text(made.name), float(made.targetDefinition[0].value)), ("owners-013", 0.8))
    result = KpiResult(timestamp=now, targetResult=[KpiTarget(name="hasOwnerFraction", value="0.4", targetMet=False)])
    catalog.add_kpi_result("owners-013", result)
    found = catalog.get_kpi_result("owners-013", now - 5000, now + 5000)
    equal([each.targetResult[0].value for each in found], ["0.4"])


@check("collects page views, aggregates and forgets them")
def page_views(catalog):
    view = PageViewData(fullUrl="http://localhost/table/b", url="/table/b", hostname="localhost", userId=uuid.uuid4())
    catalog.add_web_analytic_events(
        WebAnalyticEventData(timestamp=now, eventType=WebAnalyticEventType.PageView, eventData=view)
    )
    found = catalog.get_web_analytic_events(WebAnalyticEventType.PageView, now - 5000, now + 5000)
    assert "/table/b" in [text(each.eventData.url) for each in found], found
    chart = catalog.get_aggregated_data_insight_results(
        now - 86400000, now + 86400000, "DailyActiveUsers", "web_analytic_user_activity_report_data_index"
    )
    equal(chart.chartType.value, "DailyActiveUsers")
    catalog.delete_web_analytic_event_before_ts_exclusive(WebAnalyticEventType.PageView, now + 1)
    equal(catalog.get_web_analytic_events(WebAnalyticEventType.PageView, now - 5000, now + 5000), [])


run(connect)

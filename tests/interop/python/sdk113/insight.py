"""Data insight: reports, KPIs and their results, page views."""

import time
import uuid

from checks import check, equal, run
from connection import connect, text
from metadata.generated.schema.analytics.reportData import ReportData, ReportDataType
from metadata.generated.schema.analytics.reportDataType.entityReportData import EntityReportData
from metadata.generated.schema.analytics.basic import WebAnalyticEventType
from metadata.generated.schema.analytics.webAnalyticEventData import WebAnalyticEventData
from metadata.generated.schema.analytics.webAnalyticEventType.pageViewEvent import PageViewData
from metadata.generated.schema.api.dataInsight.kpi.createKpiRequest import CreateKpiRequest
from metadata.generated.schema.dataInsight.kpi.basic import KpiResult, KpiTarget, KpiTargetType

now = int(time.time() * 1000)
today = time.strftime("%Y-%m-%d", time.gmtime())


def reports(catalog):
    return catalog.get_data_insight_report_data(now - 5000, now + 5000, ReportDataType.entityReportData.value)["data"]


@check("keeps reports, and deletes those of a day or all")
def report_data(catalog):
    def add():
        catalog.add_data_insight_report_data(
            ReportData(
                timestamp=now,
                reportDataType=ReportDataType.entityReportData,
                data=EntityReportData(entityType="Table", entityCount=7, hasOwner=3),
            )
        )

    add()
    equal([each["data"]["entityCount"] for each in reports(catalog)], [7])
    catalog.delete_report_data_at_date(ReportDataType.entityReportData, today)
    equal(reports(catalog), [])
    add()
    catalog.delete_report_data(ReportDataType.entityReportData)
    equal(reports(catalog), [])


@check("makes a KPI, and keeps its results")
def kpi(catalog):
    made = catalog.create_kpi(
        CreateKpiRequest(
            name="owners-113",
            description="Everything has an owner",
            dataInsightChart="percentage_of_data_asset_with_owner_kpi",
            startDate=now - 86400000,
            endDate=now + 86400000,
            targetValue=80,
            metricType=KpiTargetType.PERCENTAGE,
        )
    )
    equal((text(made.name), made.targetValue), ("owners-113", 80))
    result = KpiResult(timestamp=now, kpiFqn="owners-113", targetResult=[KpiTarget(name="owners", value="40", targetMet=False)])
    catalog.add_kpi_result("owners-113", result)
    found = catalog.get_kpi_result("owners-113", now - 5000, now + 5000)
    equal([each.targetResult[0].value for each in found], ["40"])


@check("collects page views, aggregates and forgets them")
def page_views(catalog):
    view = PageViewData(fullUrl="http://localhost/table/a", url="/table/a", hostname="localhost", userId=uuid.uuid4())
    catalog.add_web_analytic_events(
        WebAnalyticEventData(timestamp=now, eventType=WebAnalyticEventType.PageView, eventData=view)
    )
    found = catalog.get_web_analytic_events(WebAnalyticEventType.PageView, now - 5000, now + 5000)
    assert "/table/a" in [text(each.eventData.url) for each in found], found
    chart = catalog.get_aggregated_data_insight_results(
        now - 86400000, now + 86400000, "DailyActiveUsers", "web_analytic_user_activity_report_data_index"
    )
    equal(chart.chartType.value, "DailyActiveUsers")
    catalog.delete_web_analytic_event_before_ts_exclusive(WebAnalyticEventType.PageView, now + 1)
    equal(catalog.get_web_analytic_events(WebAnalyticEventType.PageView, now - 5000, now + 5000), [])


run(connect)

/** Tests, data insight and web analytics as the 0.13 models have them. */
import { entityShape, names, shape } from '../older-shape.ts'
import {
  chartDataType,
  dataInsightChartType,
  dataReportIndex,
  dataType,
  entityType,
  kpiTargetType,
  reportDataType,
  testCaseStatus,
  testDataType,
  testPlatform,
  webAnalyticEventType,
} from './vocabularies.ts'

export const qualityShapes = {
  TestDefinition: entityShape({
    references: names`owner`,
    parts: {
      parameterDefinition: 'TestCaseParameterDefinition',
    },
    words: {
      entityType: entityType,
      testPlatforms: testPlatform,
      supportedDataTypes: dataType,
    },
  }),
  TestCaseParameterDefinition: shape({
    members: names`name displayName description required`,
    words: {
      dataType: testDataType,
    },
  }),
  TestSuite: entityShape({
    references: names`tests pipeline owner`,
  }),
  TestCase: entityShape({
    members: names`entityLink entityFQN`,
    references: names`testDefinition testSuite owner`,
    parts: {
      parameterValues: 'TestCaseParameterValue',
      testCaseResult: 'TestCaseResult',
    },
  }),
  TestCaseParameterValue: shape({
    members: names`name value`,
  }),
  TestCaseResult: shape({
    members: names`timestamp result sampleData`,
    parts: {
      testResultValue: 'TestResultValue',
    },
    words: {
      testCaseStatus: testCaseStatus,
    },
  }),
  TestResultValue: shape({
    members: names`name value`,
  }),
  DataInsightChart: entityShape({
    references: names`owner`,
    parts: {
      dimensions: 'ChartParameterValues',
      metrics: 'ChartParameterValues',
    },
    words: {
      dataIndexType: dataReportIndex,
    },
  }),
  ChartParameterValues: shape({
    members: names`name displayName`,
    words: {
      chartDataType: chartDataType,
    },
  }),
  Kpi: entityShape({
    members: names`startDate endDate`,
    references: names`dataInsightChart owner`,
    parts: {
      targetDefinition: 'KpiTarget',
      kpiResult: 'KpiResult',
    },
    words: {
      metricType: kpiTargetType,
    },
  }),
  KpiTarget: shape({
    members: names`name value targetMet`,
  }),
  KpiResult: shape({
    members: names`timestamp kpiFqn`,
    parts: {
      targetResult: 'KpiTarget',
    },
  }),
  WebAnalyticEventData: shape({
    members: names`eventId timestamp`,
    parts: {
      eventData: 'PageViewData',
    },
    words: {
      eventType: webAnalyticEventType,
    },
  }),
  PageViewData: shape({
    members: names`fullUrl url hostname language screenSize userId sessionId pageLoadTime referrer`,
  }),
  WebAnalyticEvent: entityShape({
    members: names`enabled`,
    references: names`owner`,
    words: {
      eventType: webAnalyticEventType,
    },
  }),
  ReportData: shape({
    members: names`id timestamp`,
    parts: {
      data: ['EntityReportData', 'WebAnalyticUserActivityReportData', 'WebAnalyticEntityViewReportData'],
    },
    words: {
      reportDataType: reportDataType,
    },
  }),
  EntityReportData: shape({
    members: names`entityType entityTier team organization completedDescriptions missingDescriptions
      hasOwner missingOwner entityCount`,
  }),
  WebAnalyticUserActivityReportData: shape({
    members: names`userName userId team totalSessions totalSessionDuration totalPageView lastSession`,
  }),
  WebAnalyticEntityViewReportData: shape({
    members: names`entityType entityTier entityFqn entityHref tagsFQN owner ownerId views`,
  }),
  DataInsightChartResult: shape({
    parts: {
      data: [
        'PercentageOfEntitiesWithDescriptionByType',
        'PercentageOfEntitiesWithOwnerByType',
        'TotalEntitiesByTier',
        'TotalEntitiesByType',
        'DailyActiveUsers',
        'PageViewsByEntities',
        'MostActiveUsers',
        'MostViewedEntities',
      ],
    },
    words: {
      chartType: dataInsightChartType,
    },
  }),
  PercentageOfEntitiesWithDescriptionByType: shape({
    members: names`timestamp entityType completedDescriptionFraction completedDescription entityCount`,
  }),
  PercentageOfEntitiesWithOwnerByType: shape({
    members: names`timestamp entityType hasOwnerFraction hasOwner entityCount`,
  }),
  TotalEntitiesByTier: shape({
    members: names`timestamp entityTier entityCountFraction entityCount`,
  }),
  TotalEntitiesByType: shape({
    members: names`timestamp entityType entityCount entityCountFraction`,
  }),
  DailyActiveUsers: shape({
    members: names`timestamp activeUsers`,
  }),
  PageViewsByEntities: shape({
    members: names`timestamp pageViews entityType`,
  }),
  MostActiveUsers: shape({
    members: names`userName team lastSession sessions sessionDuration avgSessionDuration pageViews`,
  }),
  MostViewedEntities: shape({
    members: names`entityFqn entityHref owner entityType pageViews`,
  }),
}

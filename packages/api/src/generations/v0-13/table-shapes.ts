/** Databases, schemas and tables as the 0.13 models have them. */
import { entityShape, names, shape } from '../older-shape.ts'
import {
  constraint,
  constraintType,
  databaseServiceType,
  dataType,
  intervalType,
  modelType,
  partitionIntervalType,
  partitionIntervalUnit,
  profileSampleType,
  tableType,
} from './vocabularies.ts'

export const tableShapes = {
  Table: entityShape({
    members: names`viewDefinition extension`,
    references: names`owner databaseSchema database service location followers`,
    parts: {
      columns: 'Column',
      tableConstraints: 'TableConstraint',
      tablePartition: 'TablePartition',
      tags: 'TagLabel',
      usageSummary: 'UsageDetails',
      joins: 'TableJoins',
      sampleData: 'TableData',
      tableProfilerConfig: 'TableProfilerConfig',
      profile: 'TableProfile',
      tableQueries: 'SqlQuery',
      dataModel: 'DataModel',
    },
    words: {
      tableType: tableType,
      serviceType: databaseServiceType,
    },
  }),
  Column: shape({
    members: names`name displayName dataLength precision scale dataTypeDisplay description
      fullyQualifiedName ordinalPosition jsonSchema`,
    parts: {
      tags: 'TagLabel',
      children: 'Column',
      customMetrics: 'CustomMetric',
      profile: 'ColumnProfile',
    },
    words: {
      dataType: dataType,
      arrayDataType: dataType,
      constraint: constraint,
    },
  }),
  ColumnProfile: shape({
    members: names`name timestamp valuesCount valuesPercentage validCount duplicateCount nullCount
      nullProportion missingPercentage missingCount uniqueCount uniqueProportion
      distinctCount distinctProportion min max minLength maxLength mean sum stddev variance
      median`,
    parts: {
      histogram: 'Histogram',
      customMetricsProfile: 'CustomMetricProfile',
    },
  }),
  Histogram: shape({
    members: names`boundaries frequencies`,
  }),
  CustomMetricProfile: shape({
    members: names`name value`,
  }),
  TableConstraint: shape({
    members: names`columns`,
    words: {
      constraintType: constraintType,
    },
  }),
  TablePartition: shape({
    members: names`columns interval`,
    words: {
      intervalType: intervalType,
    },
  }),
  TableJoins: shape({
    members: names`startDate dayCount`,
    parts: {
      columnJoins: 'ColumnJoins',
      directTableJoins: 'JoinedWith',
    },
  }),
  ColumnJoins: shape({
    members: names`columnName`,
    parts: {
      joinedWith: 'JoinedWith',
    },
  }),
  JoinedWith: shape({
    members: names`fullyQualifiedName joinCount`,
  }),
  TableData: shape({
    members: names`columns rows`,
  }),
  TableProfilerConfig: shape({
    members: names`profileSample profileQuery excludeColumns`,
    parts: {
      includeColumns: 'ColumnProfilerConfig',
      partitioning: 'PartitionProfilerConfig',
    },
    words: {
      profileSampleType: profileSampleType,
    },
  }),
  ColumnProfilerConfig: shape({
    members: names`columnName metrics`,
  }),
  PartitionProfilerConfig: shape({
    members: names`enablePartitioning partitionColumnName partitionInterval partitionValues`,
    words: {
      partitionIntervalType: partitionIntervalType,
      partitionIntervalUnit: partitionIntervalUnit,
    },
  }),
  TableProfile: shape({
    members: names`timestamp profileSample columnCount rowCount`,
    words: {
      profileSampleType: profileSampleType,
    },
  }),
  SqlQuery: shape({
    members: names`query duration vote checksum queryDate`,
    references: names`users`,
  }),
  DataModel: shape({
    members: names`description path rawSql sql upstream generatedAt`,
    references: names`owner`,
    parts: {
      tags: 'TagLabel',
      columns: 'Column',
    },
    words: {
      modelType: modelType,
    },
  }),
  CustomMetric: shape({
    members: names`id name description columnName expression updatedAt updatedBy`,
    references: names`owner`,
  }),
  Database: entityShape({
    members: names`default`,
    references: names`owner service location databaseSchemas`,
    parts: {
      tags: 'TagLabel',
      usageSummary: 'UsageDetails',
    },
    words: {
      serviceType: databaseServiceType,
    },
  }),
  DatabaseSchema: entityShape({
    references: names`owner service database tables`,
    parts: {
      usageSummary: 'UsageDetails',
    },
    words: {
      serviceType: databaseServiceType,
    },
  }),
}

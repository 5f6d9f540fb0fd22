/** What many entities of the 0.13 models carry: references, labels, usage, history, lineage. */
import { names, shape } from '../older-shape.ts'
import { category, labelType, state, tagSource } from './vocabularies.ts'

export const sharedShapes = {
  EntityReference: shape({
    members: names`id type name fullyQualifiedName description displayName deleted href`,
  }),
  TagLabel: shape({
    members: names`tagFQN description href`,
    words: {
      source: tagSource,
      labelType: labelType,
      state: state,
    },
  }),
  UsageDetails: shape({
    members: names`date`,
    parts: {
      dailyStats: 'UsageStats',
      weeklyStats: 'UsageStats',
      monthlyStats: 'UsageStats',
    },
  }),
  UsageStats: shape({
    members: names`count percentileRank`,
  }),
  ChangeDescription: shape({
    members: names`previousVersion`,
    parts: {
      fieldsAdded: 'FieldChange',
      fieldsUpdated: 'FieldChange',
      fieldsDeleted: 'FieldChange',
    },
  }),
  FieldChange: shape({
    members: names`name oldValue newValue`,
  }),
  EntityVersionHistory: shape({
    members: names`entityType versions`,
  }),
  EntityLineage: shape({
    references: names`entity nodes`,
    parts: {
      upstreamEdges: 'Edge',
      downstreamEdges: 'Edge',
    },
  }),
  Edge: shape({
    members: names`fromEntity toEntity description`,
    parts: {
      lineageDetails: 'LineageDetails',
    },
  }),
  AddLineage: shape({
    members: names`description`,
    parts: {
      edge: 'EntitiesEdge',
    },
  }),
  EntitiesEdge: shape({
    members: names`description`,
    references: names`fromEntity toEntity`,
    parts: {
      lineageDetails: 'LineageDetails',
    },
  }),
  LineageDetails: shape({
    members: names`sqlQuery`,
    references: names`pipeline`,
    parts: {
      columnsLineage: 'ColumnLineage',
    },
  }),
  ColumnLineage: shape({
    members: names`fromColumns toColumn function`,
  }),
  Type: shape({
    members: names`id name fullyQualifiedName displayName description nameSpace schema version updatedAt
      updatedBy href`,
    parts: {
      customProperties: 'CustomProperty',
      changeDescription: 'ChangeDescription',
    },
    words: {
      category: category,
    },
  }),
  CustomProperty: shape({
    members: names`name description`,
    references: names`propertyType`,
  }),
}

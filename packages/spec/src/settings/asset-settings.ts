/** Settings about how assets are certified, held to rules, profiled and related. */
import { Type } from '@sinclair/typebox'
import { DataType } from '../types/column.ts'
import { SemanticsRule } from '../types/semantics-rule.ts'
import { defineSetting } from './define-setting.ts'

const flag = () => Type.Optional(Type.Boolean())

export const assetCertificationSettings = defineSetting({
  description: 'Which classification certifies assets, and for how long.',
  schema: Type.Object(
    {
      allowedClassification: Type.String({ minLength: 1, maxLength: 3072 }),
      validityPeriod: Type.String({ pattern: '^P.+', maxLength: 64, description: 'ISO 8601 duration' }),
    },
    { $id: 'AssetCertificationSettings', additionalProperties: false },
  ),
  initial: { allowedClassification: 'Certification', validityPeriod: 'P30D' },
})

export const entityRulesSettings = defineSetting({
  description: 'Rules that the metadata of every entity is held to.',
  schema: Type.Object(
    { entitySemantics: Type.Array(SemanticsRule, { maxItems: 1000 }) },
    { $id: 'EntityRulesSettings', additionalProperties: false },
  ),
  initial: { entitySemantics: [] },
})

// biome-ignore format: a vocabulary reads better as a paragraph
const ProfilerMetric = Type.String({
  enum: [
    'mean', 'valuesCount', 'countInSet', 'columnCount', 'distinctCount', 'distinctProportion', 'iLikeCount', 'likeCount',
    'notLikeCount', 'regexCount', 'notRegexCount', 'max', 'maxLength', 'min', 'minLength', 'nullCount', 'rowCount',
    'stddev', 'sum', 'uniqueCount', 'uniqueProportion', 'columnNames', 'duplicateCount', 'iLikeRatio', 'likeRatio',
    'nullProportion', 'interQuartileRange', 'nonParametricSkew', 'median', 'firstQuartile', 'thirdQuartile', 'system',
    'histogram', 'cardinalityDistribution', 'valueRank', 'nullMissingCount',
  ],
})

export const profilerConfiguration = defineSetting({
  description: 'Which metrics the profiler computes for columns of which type, and whether it keeps samples.',
  schema: Type.Object(
    {
      metricConfiguration: Type.Optional(
        Type.Array(
          Type.Object(
            {
              dataType: Type.Optional(DataType),
              metrics: Type.Optional(Type.Array(ProfilerMetric)),
              disabled: flag(),
            },
            { additionalProperties: false },
          ),
          { maxItems: 1000 },
        ),
      ),
      sampleDataConfig: Type.Optional(
        Type.Object({ storeSampleData: flag(), readSampleData: flag() }, { additionalProperties: false }),
      ),
    },
    { $id: 'ProfilerConfiguration', additionalProperties: false },
  ),
  initial: { metricConfiguration: [], sampleDataConfig: { storeSampleData: true, readSampleData: true } },
})

const relation = (name: string, displayName: string, category: string, inverseRelation?: string) => ({
  name,
  displayName,
  category,
  isSystemDefined: true,
  isSymmetric: inverseRelation === undefined,
  isCrossGlossaryAllowed: true,
  ...(inverseRelation === undefined ? {} : { inverseRelation }),
})

export const glossaryTermRelationSettings = defineSetting({
  description: 'Kinds of relations that glossary terms may have.',
  schema: Type.Object(
    {
      relationTypes: Type.Optional(
        Type.Array(
          Type.Object(
            {
              name: Type.String({ pattern: '^[a-zA-Z][a-zA-Z0-9]*$', maxLength: 128 }),
              displayName: Type.String({ maxLength: 256 }),
              description: Type.Optional(Type.String()),
              inverseRelation: Type.Optional(Type.String()),
              rdfPredicate: Type.Optional(Type.String({ format: 'uri' })),
              cardinality: Type.Optional(
                Type.String({
                  enum: ['ONE_TO_ONE', 'ONE_TO_MANY', 'MANY_TO_ONE', 'MANY_TO_MANY', 'CUSTOM'],
                }),
              ),
              sourceMax: Type.Optional(Type.Integer({ minimum: 1 })),
              targetMax: Type.Optional(Type.Integer({ minimum: 1 })),
              isSymmetric: flag(),
              isTransitive: flag(),
              isCrossGlossaryAllowed: flag(),
              category: Type.String({ enum: ['hierarchical', 'associative', 'equivalence'] }),
              isSystemDefined: flag(),
              color: Type.Optional(Type.String({ pattern: '^#[0-9a-fA-F]{6}$' })),
            },
            { additionalProperties: false },
          ),
          { maxItems: 1000 },
        ),
      ),
    },
    { $id: 'GlossaryTermRelationSettings', additionalProperties: false },
  ),
  initial: {
    relationTypes: [
      relation('relatedTo', 'Related to', 'associative'),
      relation('synonym', 'Synonym', 'equivalence'),
      relation('antonym', 'Antonym', 'associative'),
      relation('broader', 'Broader', 'hierarchical', 'narrower'),
      relation('narrower', 'Narrower', 'hierarchical', 'broader'),
      relation('partOf', 'Part of', 'hierarchical', 'hasPart'),
      relation('hasPart', 'Has part', 'hierarchical', 'partOf'),
      relation('calculatedFrom', 'Calculated from', 'associative', 'usedToCalculate'),
      relation('usedToCalculate', 'Used to calculate', 'associative', 'calculatedFrom'),
    ],
  },
})

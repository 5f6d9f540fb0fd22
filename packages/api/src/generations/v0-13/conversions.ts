/** Structures of the 0.13 models that changed by more than a name, and how each becomes the newest one and back. */
import { isObject, type JsonObject, type Rule } from '../rules.ts'

function same(value: unknown): unknown {
  return value
}

/** A member that keeps its name. */
function convert(member: string, down: (value: unknown, owner: JsonObject) => unknown, up = same): Rule {
  return { kind: 'convert', newest: member, older: member, down, up }
}

/** Partition columns were names; now each carries its own interval. */
export const partitionColumns: Rule = {
  kind: 'convert',
  newest: 'columns',
  older: 'columns',
  down: (columns) =>
    Array.isArray(columns) ? columns.map((each) => (isObject(each) ? each.columnName : each)) : columns,
  up: (columns, { intervalType, interval }) =>
    Array.isArray(columns)
      ? columns.map((each) =>
          typeof each === 'string'
            ? {
                columnName: each,
                ...(intervalType === undefined ? {} : { intervalType }),
                ...(interval === undefined ? {} : { interval }),
              }
            : each,
        )
      : columns,
}

/** The interval that a table as a whole had: that of its first partition column. */
export function partitionInterval(member: 'interval' | 'intervalType'): Rule {
  return {
    kind: 'fill',
    member,
    value(_baseUrl, { columns }) {
      const first: unknown = Array.isArray(columns) ? columns[0] : undefined
      return isObject(first) ? first[member] : undefined
    },
  }
}

const constraintTypes: readonly unknown[] = ['UNIQUE', 'PRIMARY_KEY', 'FOREIGN_KEY']

/** Keys of kinds it never had would be refused as a whole: they are left out. */
export const tableConstraints: Rule = convert('tableConstraints', (list) =>
  Array.isArray(list)
    ? list.filter((each) => isObject(each) && constraintTypes.includes(each.constraintType))
    : list,
)

/** Related terms carry the kind of relation now; they were references. */
export const relatedTerms: Rule = convert('relatedTerms', (list) =>
  Array.isArray(list) ? list.map((each) => (isObject(each) && isObject(each.term) ? each.term : each)) : list,
)

/** What a KPI on each chart aims at was named after the chart's metric. */
const metricOfChart: Readonly<Record<string, string>> = {
  PercentageOfEntitiesWithDescriptionByType: 'completedDescriptionFraction',
  PercentageOfEntitiesWithOwnerByType: 'hasOwnerFraction',
  percentage_of_data_asset_with_description_kpi: 'completedDescriptionFraction',
  percentage_of_data_asset_with_owner_kpi: 'hasOwnerFraction',
}

/** One number now, in percent where it is a share; a list of named texts then, with shares between 0 and 1. */
export const kpiTarget: Rule = {
  kind: 'convert',
  newest: 'targetValue',
  older: 'targetDefinition',
  down(value, { metricType, dataInsightChart }) {
    const chart = isObject(dataInsightChart) ? String(dataInsightChart.name) : ''
    const share = metricType === 'PERCENTAGE' ? Number(value) / 100 : value
    return [{ name: metricOfChart[chart] ?? 'target', value: String(share) }]
  },
  up(definition, { metricType }) {
    const [first]: readonly unknown[] = Array.isArray(definition) ? definition : []
    const value = Number(isObject(first) ? first.value : Number.NaN)
    return metricType === 'PERCENTAGE' ? value * 100 : value
  },
}

/** A case stood in one suite, which people made; now that is the table's own, and theirs are among the rest. */
export const testSuiteOfCase: Rule = convert('testSuite', (own, { testSuites }) => {
  const suites: readonly unknown[] = Array.isArray(testSuites) ? testSuites : []
  const made = suites.find((each) => isObject(each) && each.basic !== true)
  return isObject(made) ? { ...made, type: 'testSuite' } : own
})

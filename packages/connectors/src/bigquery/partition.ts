/** How a table is partitioned, from the statement that would make it again. https://docs.cloud.google.com/bigquery/docs/reference/standard-sql/data-definition-language#partition_expression */
import type { TablePartition } from '@waymark/spec'

/**
 * @param column - the one that BigQuery says the table is partitioned by; hidden where rows go by the time of their arrival
 * @returns undefined when the table has no partitions
 */
export function partitionOf(
  ddl: string | null,
  column: { readonly name: string; readonly data_type: string } | undefined,
): TablePartition | undefined {
  const by = /^PARTITION BY (?<by>[^\n]+?);?$/m.exec(ddl ?? '')?.groups?.by
  if (column === undefined && by === undefined) return undefined
  const unit = /\b(HOUR|DAY|MONTH|YEAR)\b/.exec(by ?? '')?.[1]
  if (/\b_PARTITION(?:TIME|DATE)\b/.test(`${by} ${column?.name}`))
    return partition('_PARTITIONTIME', 'INGESTION-TIME', unit ?? 'DAY')
  const name = column?.name ?? /`?(?<name>\w+)`?(?:,[^,]*)?\)*$/.exec(by ?? '')?.groups?.name
  if (name === undefined) return undefined
  if (column?.data_type === 'INT64') {
    const step = /GENERATE_ARRAY\([^,]+,[^,]+,\s*(?<step>\d+)\s*\)/i.exec(by ?? '')?.groups?.step
    return partition(name, 'INTEGER-RANGE', step)
  }
  return partition(name, 'TIME-UNIT', unit ?? 'DAY')
}

function partition(columnName: string, intervalType: string, interval: string | undefined): TablePartition {
  return { columns: [{ columnName, intervalType, ...(interval ? { interval } : {}) }] }
}

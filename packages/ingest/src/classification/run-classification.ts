/** An auto-classification run: looks at names and sample values of columns, and suggests tags with the reason. */
import { createHash } from 'node:crypto'
import { readSample, type SampleRows, withoutSensitive } from '../profiler/sample-data.ts'
import { createChangeWriter } from '../runner/change-writer.ts'
import { createMeasurementWriter } from '../runner/measurement-writer.ts'
import { withSource } from '../runner/open-source.ts'
import { checkSource } from '../runner/prepare-run.ts'
import { type RunContext, uncounted } from '../runner/run-context.ts'
import { serviceConnection } from '../runner/service-connection.ts'
import type { ChangeTag, ColumnChange } from '../source-record.ts'
import type { ReadTable } from '../sql/chosen-tables.ts'
import { columnKind } from '../sql/column-kind.ts'
import { numberOf } from '../sql/sql-value.ts'
import { forEachTable } from '../sql/sql-workers.ts'
import { builtInRecognizers } from './built-in-recognizers.ts'
import { decide } from './classify-column.ts'
import type { Finding, Recognizer } from './recognizer.ts'
import { tagRecognizers } from './tag-recognizers.ts'

/** OpenMetadata's defaults. */
const usual = { confidence: 80, sampleDataCount: 50, language: 'en' }

export async function runClassification(context: RunContext): Promise<void> {
  const { workflow } = context
  const config = workflow.options.sourceConfig
  const language =
    typeof config.classificationLanguage === 'string' ? config.classificationLanguage : usual.language
  const confidence = (numberOf(config.confidence) ?? usual.confidence) / 100
  const count = numberOf(config.sampleDataCount) ?? usual.sampleDataCount
  const classifies = config.enableAutoClassification !== false
  const recognizers = classifies
    ? [...builtInRecognizers(language), ...(await tagRecognizers(context, language))]
    : []
  const connection = await serviceConnection(context, workflow.serviceName)
  await withSource(connection, context, async (source) => {
    await checkSource(connection.connector, source, context)
    const quiet = uncounted(context)
    const changes = createChangeWriter(quiet, async () => {})
    const measurements = createMeasurementWriter(quiet, async () => {})
    await forEachTable(context, source, {
      fields: ['columns', 'tableProfilerConfig'],
      includeViews: config.includeViews !== false,
      threads: undefined,
      timeoutSeconds: undefined,
      async work(table, access, signal) {
        const { fullyQualifiedName } = table
        const sample = await readSample(table, access, count, true, signal)
        const columns = classifyTable(table, sample, recognizers, confidence)
        if (columns.length > 0) {
          await changes.write({ kind: 'change', type: 'table', fullyQualifiedName, columns })
        }
        if (config.storeSampleData !== true) return
        const body = { ...withoutSensitive(sample, withTags(table, columns)) }
        await measurements.write({
          kind: 'measurement',
          measurement: 'sampleData',
          type: 'table',
          fullyQualifiedName,
          body,
        })
      },
    })
    await changes.flush()
    await measurements.flush()
    context.meter.end()
  })
}

/** Columns that already wear a tag of a classification keep it: people decided, or an earlier run did. */
function classifyTable(
  table: ReadTable,
  sample: SampleRows,
  recognizers: readonly Recognizer[],
  confidence: number,
): ColumnChange[] {
  return table.columns.flatMap((column) => {
    const at = sample.columns.indexOf(column.name)
    const values = sample.rows
      .map((row) => row[at])
      .filter((value) => value !== null && value !== undefined && value !== '')
      .map(String)
    const present = new Set((column.tags ?? []).map(({ tagFQN }) => tagFQN.split('.')[0]))
    const findings = decide(
      { name: column.name, kind: columnKind(column.dataType), values },
      recognizers,
      confidence,
    )
    const tags = findings
      .filter(({ recognizer }) => !present.has(recognizer.tagFQN.split('.')[0]))
      .map(labelOf)
    return tags.length === 0 ? [] : [{ path: [column.name], tags }]
  })
}

function labelOf({ recognizer, score, target, reason, patterns }: Finding): ChangeTag {
  const rounded = Math.round(Math.min(1, score) * 1000) / 1000
  return {
    tagFQN: recognizer.tagFQN,
    source: 'Classification',
    labelType: 'Generated',
    reason: `${reason} Confidence ${Math.round(rounded * 100)} %.`,
    metadata: {
      recognizer: {
        recognizerId: recognizer.id ?? stableId(recognizer.name),
        recognizerName: recognizer.name,
        score: rounded,
        target,
        patterns: patterns.map((name) => ({ name, score: rounded })),
      },
    },
  }
}

/** Built-in recognizers are no entities of the catalog, but labels name them by an id: the same one in every run. */
function stableId(name: string): string {
  const hex = createHash('sha256').update(`recognizer ${name}`).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/** The table as it will be, so that what was just found sensitive is not kept as a sample. */
function withTags(table: ReadTable, changes: readonly ColumnChange[]): ReadTable {
  const sensitive = new Set(
    changes
      .filter(({ tags = [] }) => tags.some(({ tagFQN }) => tagFQN === 'PII.Sensitive'))
      .map(({ path }) => path[0]),
  )
  const label = {
    tagFQN: 'PII.Sensitive',
    source: 'Classification',
    labelType: 'Generated',
    state: 'Suggested',
  }
  const columns = table.columns.map((column) =>
    sensitive.has(column.name) ? { ...column, tags: [...(column.tags ?? []), label] } : column,
  )
  return { ...table, columns }
}

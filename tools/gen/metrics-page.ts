/** The page of the metrics, from what a server writes. */
import { everyMetric } from './every-metric.ts'

interface Metric {
  readonly kind: string
  readonly help: string
  readonly labels: Set<string>
}

export async function metricsPage(): Promise<string> {
  const rows = [...metricsIn(await everyMetric())].map(
    ([name, { kind, help, labels }]) =>
      `| \`${name}\` | ${kind} | ${[...labels].map((label) => `\`${label}\``).join(', ')} | ${help} |`,
  )
  return `# Metrics

\`GET /metrics\` on \`SERVER_ADMIN_PORT\` (8586), in Prometheus' text format. Written from the code (\`npm run gen\`);
[the guide](../guides/monitoring.md) has the dashboard, the alerts and how to collect them. What a server has nothing to say of, such as standbys where there
are none, it leaves out.

| Metric | Kind | Labels | Meaning |
| --- | --- | --- | --- |
${rows.join('\n')}
`
}

/** In their order, from Prometheus' text. */
function metricsIn(text: string): ReadonlyMap<string, Metric> {
  const metrics = new Map<string, Metric>()
  const helps = new Map<string, string>()
  let last: Metric | undefined
  for (const line of text.split('\n')) {
    const [, keyword, name = '', rest = ''] = /^# (HELP|TYPE) (\S+) (.*)$/.exec(line) ?? []
    if (keyword === 'HELP') helps.set(name, rest)
    else if (keyword === 'TYPE') {
      last = { kind: rest, help: helps.get(name) ?? '', labels: new Set() }
      metrics.set(name, last)
    } else {
      for (const [, label = ''] of line.matchAll(/(\w+)="/g)) last?.labels.add(label)
      // A bucket's bound: of the format, not of what is measured.
      last?.labels.delete('le')
    }
  }
  return metrics
}

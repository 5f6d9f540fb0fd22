/** The dashboard and the alert rules speak of metrics and labels that the server really writes, and of nothing else. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { createMetrics } from '../../apps/server/src/metrics.ts'
import { everyMetric } from '../../tools/gen/every-metric.ts'

const read = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8')

/** Names in PromQL that are metrics: ours, and the process' own. */
const namesIn = (expression: string) => new Set(expression.match(/\b(?:waymark|process)_\w+/g))

interface Rule {
  readonly alert: string
  readonly expr: string
  readonly annotations: { readonly summary: string; readonly action: string }
}
const rules = (parse(read('alerts.yaml')) as { groups: { rules: Rule[] }[] }).groups.flatMap(
  (group) => group.rules,
)
const panels = (
  JSON.parse(read('grafana-dashboard.json')) as { panels: { title: string; targets: { expr: string }[] }[] }
).panels

describe('what is monitored', () => {
  it('is written by the server', async () => {
    const text = await everyMetric()
    const known = new Set([...text.matchAll(/^(\w+)(?:\{| )/gm)].map(([, name]) => name))
    const used = [
      ...rules.map(({ expr }) => expr),
      ...panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
    ]
    for (const expression of used)
      for (const name of namesIn(expression)) expect(known, expression).toContain(name)
    const names = new Set(used.flatMap((expression) => [...namesIn(expression)]))
    // And what is written is looked at by somebody.
    for (const name of known) if (name && !/_(?:sum|bucket)$/.test(name)) expect(names).toContain(name)
  })

  it('is text that Prometheus reads: every sample below its help and type, labels escaped', async () => {
    const metrics = createMetrics(async () => [])
    metrics.observeSignIn({ kind: 'bearer', outcome: 'refused', reason: 'a "quoted"\nreason\\' })
    const text = await metrics.text()
    expect(text).toContain('reason="a \\"quoted\\"\\nreason\\\\"} 1')
    for (const line of (await everyMetric()).trim().split('\n'))
      expect(line).toMatch(/^# (?:HELP|TYPE) \w+ .+$|^\w+(?:\{(?:\w+="(?:[^"\\]|\\.)*",?)+\})? -?[\d.e+-]+$/)
  })

  it('keeps its number of series within bounds, whatever the reasons are', async () => {
    const metrics = createMetrics(async () => [])
    for (let at = 0; at < 1000; at += 1)
      metrics.observeSignIn({ kind: 'bearer', outcome: 'refused', reason: `reason ${at}` })
    const lines = (await metrics.text()).match(/^waymark_sign_ins_total\{/gm)
    expect(lines?.length).toBe(201)
  })

  it('has a sentence and something to do with every alert', () => {
    expect(rules.length).toBeGreaterThan(9)
    for (const { alert, annotations } of rules)
      expect([alert, annotations.summary.length > 20, annotations.action.length > 10]).toEqual([
        alert,
        true,
        true,
      ])
  })
})

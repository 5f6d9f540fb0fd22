/** Where the catalog runs, in one line: its version, its address, its data. */
import { useQuery } from '@tanstack/react-query'
import { firstStepsTexts as texts } from '../../texts/first-steps.ts'
import { machineQuery } from './machine-api.ts'

export function MachineLine() {
  const { data } = useQuery(machineQuery)
  if (!data) return null
  return (
    <footer className="dim">
      {texts.runs(data.version, data.url)} <code>{data.dataDirectory}</code>
    </footer>
  )
}

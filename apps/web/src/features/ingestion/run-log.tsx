/** The log of a run, growing while it runs: filtered by words, trouble only, downloadable. */
import { Button, Checkbox, TextInput } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { ingestionTexts as texts } from '../../texts/ingestion.ts'
import { Bar } from '../../ui/bar.tsx'
import { download } from '../../ui/download.ts'
import { Failure } from '../../ui/states.tsx'
import classes from './ingestion.module.css'
import { logStream, readLog } from './ingestion-api.ts'

/** Lines that are kept in the page; the download has them all. */
const mostLines = 5_000

interface LogProps {
  readonly fqn: string
  readonly runId: string
}

export function RunLog({ fqn, runId }: LogProps) {
  const { lines, isClosed, error } = useLog(fqn, runId)
  const [words, setWords] = useState('')
  const [troubleOnly, setTroubleOnly] = useState(false)
  const box = useRef<HTMLPreElement>(null)
  const isAtEnd = useRef(true)
  const shown = lines.filter(
    (line) => (!troubleOnly || isTrouble(line)) && line.toLowerCase().includes(words.trim().toLowerCase()),
  )
  // biome-ignore lint/correctness/useExhaustiveDependencies: every new line moves the end
  useEffect(() => {
    if (box.current && isAtEnd.current) box.current.scrollTop = box.current.scrollHeight
  }, [shown.length])
  return (
    <section aria-label={texts.log} className={classes.panel}>
      <Bar>
        <div className={classes.actions}>
          <TextInput
            aria-label={texts.findInLog}
            placeholder={texts.findInLog}
            value={words}
            onChange={(event) => setWords(event.currentTarget.value)}
          />
          <Checkbox
            label={texts.warningsErrorsOnly}
            checked={troubleOnly}
            onChange={(event) => setTroubleOnly(event.currentTarget.checked)}
          />
        </div>
        <Button
          variant="default"
          leftSection={<IconDownload size={15} />}
          disabled={lines.length === 0}
          onClick={() => void downloadLog(fqn, runId)}
        >
          {texts.download}
        </Button>
      </Bar>
      {error !== undefined && <Failure error={error} what={texts.logNotRead} />}
      <pre
        ref={box}
        className={classes.log}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by the keyboard
        tabIndex={0}
        role="log"
        aria-live="off"
        aria-label={texts.linesLog}
        onScroll={({ currentTarget }) => {
          const { scrollTop, clientHeight, scrollHeight } = currentTarget
          isAtEnd.current = scrollTop + clientHeight >= scrollHeight - 24
        }}
      >
        {shown.length === 0 && <span className="dim">{emptyText(lines.length, isClosed)}</span>}
        {shown.map((line, index) => (
          // Lines are only ever added at the end.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          <span key={index} className={isTrouble(line) ? classes.warning : undefined}>
            {line}
            {'\n'}
          </span>
        ))}
      </pre>
    </section>
  )
}

function emptyText(lines: number, isClosed: boolean): string {
  if (lines > 0) return texts.noSuchLine
  return isClosed ? texts.noLog : texts.waitingForLog
}

/** The level stands among the first words; Python's stack traces have none. */
function isTrouble(line: string): boolean {
  return /^(\S+\s+){0,3}[[({]?(WARN|WARNING|ERROR|CRITICAL|FATAL)\b|^Traceback /.test(line)
}

/** Follows a log until it is closed or out of sight; after a lost connection the browser goes on where it was. */
function useLog(fqn: string, runId: string) {
  const [log, setLog] = useState<{ lines: readonly string[]; isClosed: boolean; error?: unknown }>({
    lines: [],
    isClosed: false,
  })
  useEffect(() => {
    const stream = new EventSource(logStream(fqn, runId))
    let lines: readonly string[] = []
    stream.addEventListener('message', ({ data }) => {
      const more = JSON.parse(String(data)) as readonly string[] // as the server wrote it
      lines = [...lines, ...more].slice(-mostLines)
      setLog({ lines, isClosed: false })
    })
    stream.addEventListener('end', () => {
      stream.close()
      setLog({ lines, isClosed: true })
    })
    stream.addEventListener('error', () => {
      if (stream.readyState !== EventSource.CLOSED) return
      setLog({ lines, isClosed: true, error: new Error(texts.logEnded) })
    })
    return () => stream.close()
  }, [fqn, runId])
  return log
}

async function downloadLog(fqn: string, runId: string): Promise<void> {
  const parts: string[] = []
  const { signal } = new AbortController()
  for (let offset = 0, total = 1; offset < total; ) {
    const page = await readLog(fqn, runId, offset, signal)
    const lines = page.logs === '' ? 0 : page.logs.split('\n').length
    if (lines === 0) break
    parts.push(page.logs)
    offset += lines
    total = page.total
  }
  download(`${runId}.log`, `${parts.join('\n')}\n`, 'text/plain')
}

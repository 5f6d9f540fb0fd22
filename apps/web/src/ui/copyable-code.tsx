/** A short code (an id, a name) with a button that copies it. */
import { ActionIcon, Tooltip } from '@mantine/core'
import { useClipboard } from '@mantine/hooks'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { controlTexts as texts } from '../texts/controls.ts'
import classes from './copyable-code.module.css'

interface CopyableCodeProps {
  readonly value: string
  readonly what?: string
}

export function CopyableCode({ value, what = texts.copied.id }: CopyableCodeProps) {
  const clipboard = useClipboard({ timeout: 1500 })
  const label = clipboard.copied ? texts.isCopied : texts.copy(what)
  return (
    <span className={classes.code}>
      <code>{value}</code>
      <Tooltip label={label}>
        <ActionIcon size="sm" aria-label={label} onClick={() => clipboard.copy(value)}>
          {clipboard.copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
        </ActionIcon>
      </Tooltip>
    </span>
  )
}

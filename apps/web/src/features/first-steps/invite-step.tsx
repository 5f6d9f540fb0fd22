/** The address of the catalog and a message about it, to send to others. */

import { Button } from '@mantine/core'
import { useClipboard } from '@mantine/hooks'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { controlTexts } from '../../texts/controls.ts'
import { firstStepsTexts } from '../../texts/first-steps.ts'
import { CopyableCode } from '../../ui/copyable-code.tsx'
import classes from './first-steps.module.css'

const texts = firstStepsTexts.invite

export function InviteStep() {
  const clipboard = useClipboard({ timeout: 1500 })
  const message = texts.messageText(location.origin)
  return (
    <>
      <p>{texts.hint}</p>
      <CopyableCode value={location.origin} what={controlTexts.copied.address} />
      <section aria-labelledby="message" className={classes.part}>
        <h3 id="message">{texts.message}</h3>
        <pre className={classes.message}>{message}</pre>
        <div>
          <Button
            variant="default"
            leftSection={clipboard.copied ? <IconCheck size={15} /> : <IconCopy size={15} />}
            onClick={() => clipboard.copy(message)}
          >
            {clipboard.copied ? texts.copied : texts.copy}
          </Button>
        </div>
      </section>
    </>
  )
}

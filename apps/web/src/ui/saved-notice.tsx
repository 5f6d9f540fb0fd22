/** "Saved", with the way back where there is one. */
import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { controlTexts as texts } from '../texts/controls.ts'
import { messageOf } from './states.tsx'

const dismiss = { 'aria-label': texts.dismiss }

/** Shows a notice for eight seconds. `undo` puts the old value back and may fail like any change. */
export function announceSaved(message: string, undo?: () => Promise<void>): void {
  const id = notifications.show({
    message: (
      <>
        {message}{' '}
        {undo && (
          <Button
            size="compact-xs"
            variant="subtle"
            onClick={() => {
              notifications.hide(id)
              undo().catch(announceFailed)
            }}
          >
            {texts.undo}
          </Button>
        )}
      </>
    ),
    autoClose: 8_000,
    withBorder: true,
    closeButtonProps: dismiss,
  })
}

export function announceFailed(error: unknown): void {
  notifications.show({
    title: texts.notSaved,
    message: messageOf(error),
    color: 'blaze',
    autoClose: 12_000,
    withBorder: true,
    closeButtonProps: dismiss,
  })
}

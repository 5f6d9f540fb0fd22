/** Tells that the session has ended and leads to a new one; what was being written stays. */
import { Button, Group, Modal, Text } from '@mantine/core'
import { sessionTexts as texts } from '../../texts/session.ts'
import { useSessionEnded } from './session.ts'

/** Drafts are in the tab's storage, so leaving the page to sign in loses no text. */
export function SessionEnded() {
  const ended = useSessionEnded()
  const signIn = (): void => {
    const here = location.pathname + location.search + location.hash
    location.assign(`/sign-in?return=${encodeURIComponent(here)}`)
  }
  return (
    <Modal
      opened={ended}
      onClose={() => {}}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      title={texts.ended}
    >
      <Text>{texts.endedHint}</Text>
      <Group justify="flex-end" mt="md">
        <Button onClick={signIn} data-autofocus>
          {texts.signInAgain}
        </Button>
      </Group>
    </Modal>
  )
}

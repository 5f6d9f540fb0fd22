/** The sheet of keyboard shortcuts; single keys can be switched off here. */
import { Kbd, Modal, Switch } from '@mantine/core'
import { useState } from 'react'
import { setShortcutsEnabled, shortcutsEnabled } from '../../ui/shortcuts.ts'
import classes from './help-sheet.module.css'

const shortcuts: readonly (readonly [keys: string, what: string])[] = [
  ['Ctrl K', 'Command palette'],
  ['/', 'Search'],
  ['?', 'This sheet'],
  ['g h', 'Go home'],
  ['g s', 'Go to search'],
  ['g a', 'Go to my activity'],
  ['j  k', 'Next or previous result'],
  ['o', 'Open the chosen result'],
  ['e', 'Edit the description'],
  ['l', 'Lineage'],
  ['[  ]', 'Previous or next tab'],
  ['Ctrl Enter', 'Save what is being edited'],
  ['Esc', 'Leave what is open'],
]

export function HelpSheet({ opened, onClose }: { readonly opened: boolean; readonly onClose: () => void }) {
  const [enabled, setEnabled] = useState(shortcutsEnabled)
  return (
    <Modal opened={opened} onClose={onClose} title="Keyboard" closeButtonProps={{ 'aria-label': 'Close' }}>
      <dl className={classes.list}>
        {shortcuts.map(([keys, what]) => (
          <div key={keys}>
            <dt>{keys.split(' ').map((key) => (key === '' ? null : <Kbd key={key}>{key}</Kbd>))}</dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <Switch
        mt="md"
        label="Shortcuts of a single key"
        checked={enabled}
        onChange={(event) => {
          setShortcutsEnabled(event.currentTarget.checked)
          setEnabled(event.currentTarget.checked)
        }}
      />
    </Modal>
  )
}

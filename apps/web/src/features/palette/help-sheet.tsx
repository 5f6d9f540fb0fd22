/** The sheet of keyboard shortcuts; single keys can be switched off here. */
import { Kbd, Modal, Switch } from '@mantine/core'
import { useState } from 'react'
import { paletteTexts as texts } from '../../texts/palette.ts'
import { setShortcutsEnabled, shortcutsEnabled } from '../../ui/shortcuts.ts'
import classes from './help-sheet.module.css'

const shortcuts: readonly (readonly [keys: string, what: string])[] = [
  ['Ctrl K', texts.commandPalette],
  ['/', texts.search],
  ['?', texts.thisSheet],
  ['g h', texts.goHome],
  ['g s', texts.goToSearch],
  ['g a', texts.goToActivity],
  ['j  k', texts.moveInResults],
  ['o', texts.openResult],
  ['e', texts.editDescription],
  ['l', texts.lineage],
  ['[  ]', texts.moveInTabs],
  ['Ctrl Enter', texts.save],
  ['Esc', texts.leave],
]

export function HelpSheet({ opened, onClose }: { readonly opened: boolean; readonly onClose: () => void }) {
  const [enabled, setEnabled] = useState(shortcutsEnabled)
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={texts.keyboard}
      closeButtonProps={{ 'aria-label': texts.close }}
    >
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
        label={texts.singleKeys}
        checked={enabled}
        onChange={(event) => {
          setShortcutsEnabled(event.currentTarget.checked)
          setEnabled(event.currentTarget.checked)
        }}
      />
    </Modal>
  )
}

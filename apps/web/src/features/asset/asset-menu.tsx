/** What can be done to an asset as a whole: another display name, deleting it, bringing it back. */
import { ActionIcon, Button, Group, Menu, Modal, Text, TextInput } from '@mantine/core'
import { IconArrowBackUp, IconCursorText, IconDots, IconTrash } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { assetMenuTexts as texts } from '../../texts/asset-menu.ts'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { refused } from '../../ui/refused.ts'
import { announceFailed, announceSaved } from '../../ui/saved-notice.tsx'
import { useRefusal } from '../session/use-refusal.ts'
import { type Asset, titleOf, typeLabel } from './asset.ts'
import { assetKey, childrenKey, deleteAsset, restoreAsset } from './asset-api.ts'
import { assetDisplayName } from './editable-text.ts'
import { useAssetChanges } from './use-asset-change.ts'

type Dialog = 'name' | 'remove' | 'forGood'

export function AssetMenu({ type, asset }: { readonly type: string; readonly asset: Asset }) {
  const [dialog, setDialog] = useState<Dialog>()
  const refresh = useRefresh(type, asset)
  const refusal = useRefusal(type, asset)
  const words = texts.removal(type)
  const restore = useMutation({
    mutationFn: () => restoreAsset(type, asset.id),
    onSuccess: async () => {
      announceSaved(words.restored)
      await refresh()
    },
    onError: announceFailed,
  })
  const close = (): void => setDialog(undefined)
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon aria-label={texts.more} loading={restore.isPending}>
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {asset.deleted ? (
            <Menu.Item
              leftSection={<IconArrowBackUp size={15} />}
              onClick={() => restore.mutate()}
              {...refused(refusal('Delete'))}
            >
              {words.restore}
            </Menu.Item>
          ) : (
            <>
              <Menu.Item
                leftSection={<IconCursorText size={15} />}
                onClick={() => setDialog('name')}
                {...refused(refusal('EditDisplayName'))}
              >
                {texts.changeName}
              </Menu.Item>
              <Menu.Item
                leftSection={<IconTrash size={15} />}
                onClick={() => setDialog('remove')}
                {...refused(refusal('Delete'))}
              >
                {words.remove}
              </Menu.Item>
            </>
          )}
          <Menu.Item
            leftSection={<IconTrash size={15} />}
            onClick={() => setDialog('forGood')}
            {...refused(refusal('Delete'))}
          >
            {texts.forGood}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {dialog === 'name' && <NameDialog type={type} asset={asset} onClose={close} />}
      {dialog === 'remove' && <RemoveDialog type={type} asset={asset} onClose={close} onDone={refresh} />}
      {dialog === 'forGood' && <ForGoodDialog type={type} asset={asset} onClose={close} />}
    </>
  )
}

function useRefresh(type: string, asset: Asset): () => Promise<void> {
  const client = useQueryClient()
  return async () => {
    await client.invalidateQueries({ queryKey: assetKey(type, asset.fullyQualifiedName) })
    await client.invalidateQueries({ queryKey: childrenKey(type) })
  }
}

const closeButton = { 'aria-label': texts.close }

interface DialogProps {
  readonly type: string
  readonly asset: Asset
  readonly onClose: () => void
}

function NameDialog({ type, asset, onClose }: DialogProps) {
  const { saveText } = useAssetChanges(type, asset.fullyQualifiedName)
  const before = asset.displayName ?? ''
  const [text, setText] = useState(before)
  const save = async (): Promise<undefined> => {
    await saveText(assetDisplayName, text.trim(), before)
    announceSaved(texts.displayNameSaved, () => saveText(assetDisplayName, before, text.trim()))
    onClose()
  }
  return (
    <FormDialog
      title={texts.displayName}
      action={texts.save}
      cancel={texts.cancel}
      onClose={onClose}
      onSubmit={save}
      disabled={text.trim() === before}
    >
      <TextInput
        label={texts.displayName}
        description={texts.displayNameHint(asset.name)}
        value={text}
        maxLength={256}
        data-autofocus
        onChange={(event) => setText(event.currentTarget.value)}
      />
    </FormDialog>
  )
}

interface RemoveDialogProps extends DialogProps {
  readonly onDone: () => Promise<void>
}

function RemoveDialog({ type, asset, onClose, onDone }: RemoveDialogProps) {
  const words = texts.removal(type)
  const remove = useMutation({
    mutationFn: () => deleteAsset(type, asset.id, false),
    onSuccess: async () => {
      announceSaved(words.removed, async () => {
        await restoreAsset(type, asset.id)
        await onDone()
      })
      onClose()
      await onDone()
    },
    onError: announceFailed,
  })
  return (
    <Modal
      opened
      onClose={onClose}
      title={`${words.remove}: ${titleOf(asset)}`}
      closeButtonProps={closeButton}
    >
      <Text>{words.explanation}</Text>
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={onClose}>
          {texts.cancel}
        </Button>
        <Button loading={remove.isPending} data-autofocus onClick={() => remove.mutate()}>
          {words.remove}
        </Button>
      </Group>
    </Modal>
  )
}

/** What cannot be taken back is asked for by name. */
function ForGoodDialog({ type, asset, onClose }: DialogProps) {
  const navigate = useNavigate()
  const client = useQueryClient()
  const [typed, setTyped] = useState('')
  const remove = async (): Promise<undefined> => {
    await deleteAsset(type, asset.id, true)
    announceSaved(texts.isGone(titleOf(asset)))
    onClose()
    await client.invalidateQueries({ queryKey: childrenKey(type) })
    await navigate({ to: '/browse/$type', params: { type }, search: {} })
  }
  return (
    <FormDialog
      title={texts.forGoodTitle(typeLabel(type).toLowerCase())}
      action={texts.forGood}
      cancel={texts.cancel}
      onClose={onClose}
      onSubmit={remove}
      color="red.9"
      disabled={typed !== asset.name}
    >
      <Text>{texts.forGoodExplanation}</Text>
      <TextInput
        label={texts.typeName(asset.name)}
        value={typed}
        autoComplete="off"
        data-autofocus
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
    </FormDialog>
  )
}

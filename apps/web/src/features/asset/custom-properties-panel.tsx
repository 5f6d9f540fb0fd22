/** The custom properties of an asset: what each says, and the way to change it. */
import { ActionIcon, MultiSelect, Select, Textarea, TextInput } from '@mantine/core'
import { IconPencil } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { CustomProperty } from '@waymark/spec'
import { type ReactNode, useState } from 'react'
import { customPropertyTexts as texts } from '../../texts/custom-properties.ts'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { MarkdownText } from '../../ui/markdown-text.tsx'
import { refused } from '../../ui/refused.ts'
import { announceFailed, announceSaved } from '../../ui/saved-notice.tsx'
import { Failure, Loading } from '../../ui/states.tsx'
import { useRefusal } from '../session/use-refusal.ts'
import classes from './asset.module.css'
import type { Asset } from './asset.ts'
import {
  choicesOf,
  columnsOf,
  customPropertiesQuery,
  draftOf,
  indexesOf,
  isLong,
  labelOf,
  linkOf,
  rowsOf,
  takesSeveral,
  typeOf,
  valueIn,
  withValue,
} from './custom-properties.ts'
import { Picker } from './picker.tsx'
import { ReferenceLinks } from './reference-links.tsx'
import { choiceOfReference, type ReferenceChoice, searchedReferences } from './references-field.tsx'
import { SqlText } from './sql-text.tsx'
import { referencesOf } from './structure.ts'
import { useAssetChanges } from './use-asset-change.ts'

interface PanelProps {
  readonly type: string
  readonly asset: Asset
  /** What stands below: it comes together with the properties, since they would push it down. */
  readonly children: ReactNode
}

/** Nothing but what stands below where the type has no custom properties. */
export function CustomPropertiesPanel({ type, asset, children }: PanelProps) {
  const refusal = useRefusal(type, asset)
  const found = useQuery(customPropertiesQuery(type))
  const { setMember } = useAssetChanges(type, asset.fullyQualifiedName)
  const { extension = {} } = asset as { extension?: Readonly<Record<string, unknown>> } // a member of types that have custom properties
  if (found.isPending) return <Loading rows={6} label={texts.title} />
  if (found.isError)
    return (
      <>
        <Failure error={found.error} what={texts.notLoaded} onRetry={() => void found.refetch()} />
        {children}
      </>
    )
  if (found.data.length === 0) return children
  const save = async (property: CustomProperty, value: unknown): Promise<void> => {
    await setMember('extension', withValue(extension, property.name, value))
    announceSaved(texts.saved(labelOf(property)), () => setMember('extension', extension))
  }
  return (
    <>
      <section aria-label={texts.title} className={classes.page}>
        <h2>{texts.title}</h2>
        <dl className={classes.details}>
          {found.data.map((property) => (
            <Row
              key={property.name}
              property={property}
              value={extension[property.name]}
              onSave={(value) => save(property, value)}
              refusal={refusal('EditCustomFields')}
            />
          ))}
        </dl>
      </section>
      {children}
    </>
  )
}

interface RowProps {
  readonly property: CustomProperty
  readonly value: unknown
  readonly onSave: (value: unknown) => Promise<void>
  readonly refusal: string | undefined
}

function Row({ property, value, ...change }: RowProps) {
  const isReference = typeOf(property).startsWith('entityReference')
  return (
    <>
      <dt title={property.description}>{labelOf(property)}</dt>
      <dd className={classes.property}>
        {isReference ? (
          <References property={property} value={value} {...change} />
        ) : (
          <>
            <Shown property={property} value={value} />
            <Edit property={property} value={value} {...change} />
          </>
        )}
      </dd>
    </>
  )
}

function References({ property, value, onSave, refusal }: RowProps) {
  const references = referencesOf({ value }, 'value')
  const save = (chosen: readonly ReferenceChoice[]): void => {
    const picked = chosen.map(({ reference: { id, type } }) => ({ id, type }))
    const [last] = picked.slice(-1)
    onSave(typeOf(property) === 'entityReference' ? last : picked.length > 0 ? picked : undefined).catch(
      announceFailed,
    )
  }
  return (
    <Picker<ReferenceChoice>
      label={texts.edit(labelOf(property))}
      choices={searchedReferences(indexesOf(property))}
      chosen={references.map(choiceOfReference)}
      onSave={save}
      refusal={refusal}
    >
      {references.length === 0 ? (
        <span className="dim">{texts.notSet}</span>
      ) : (
        <span>
          <ReferenceLinks references={references} />
        </span>
      )}
    </Picker>
  )
}

function Shown({ property, value }: Omit<RowProps, 'onSave' | 'refusal'>): ReactNode {
  if (value === undefined || value === null) return <span className="dim">{texts.notSet}</span>
  switch (typeOf(property)) {
    case 'markdown':
      return <MarkdownText source={String(value)} />
    case 'sqlQuery':
      return <SqlText label={labelOf(property)} sql={String(value)} />
    case 'enum':
      return [value].flat().join(', ')
    case 'timestamp':
      return new Date(Number(value)).toLocaleString('en')
    case 'timeInterval':
      return draftOf(property, value).replace('/', ' – ').replaceAll('T', ' ')
    case 'hyperlink-cp': {
      const link = linkOf(value)
      return link ? (
        <a href={link.url} rel="noopener noreferrer" target="_blank">
          {link.text}
        </a>
      ) : null
    }
    case 'table-cp':
      return <Cells property={property} value={value} />
    default:
      return <span>{typeof value === 'number' ? value.toLocaleString('en') : String(value)}</span>
  }
}

function Cells({ property, value }: Omit<RowProps, 'onSave' | 'refusal'>) {
  return (
    <table className={classes.rows}>
      <thead>
        <tr>
          {columnsOf(property).map((column) => (
            <th key={column}>{column}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rowsOf(property, value).map((cells) => (
          <tr key={cells.join('\n')}>
            {cells.map((cell, at) => (
              <td key={columnsOf(property)[at]}>{cell}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Edit({ property, value, onSave, refusal }: RowProps) {
  const [draft, setDraft] = useState<string>()
  const name = labelOf(property)
  const close = (): void => setDraft(undefined)
  return (
    <>
      <ActionIcon
        size="sm"
        aria-label={texts.edit(name)}
        title={texts.edit(name)}
        onClick={() => setDraft(draftOf(property, value))}
        {...refused(refusal)}
      >
        <IconPencil size={14} />
      </ActionIcon>
      {draft !== undefined && (
        <FormDialog
          title={name}
          action={texts.save}
          cancel={texts.cancel}
          onClose={close}
          onSubmit={async () => {
            await onSave(valueIn(property, draft))
            close()
            return undefined
          }}
        >
          <Field property={property} draft={draft} onChange={setDraft} />
        </FormDialog>
      )}
    </>
  )
}

interface FieldProps {
  readonly property: CustomProperty
  readonly draft: string
  readonly onChange: (draft: string) => void
}

function Field({ property, draft, onChange }: FieldProps) {
  const type = typeOf(property)
  const shared = {
    label: property.description || labelOf(property),
    description: `${hintOf(property)} ${texts.emptyRemoves}`.trim(),
    'data-autofocus': true,
  }
  if (type === 'enum') {
    const data = [...choicesOf(property)]
    return takesSeveral(property) ? (
      <MultiSelect
        {...shared}
        data={data}
        value={draft === '' ? [] : draft.split('\n')}
        onChange={(chosen) => onChange(chosen.join('\n'))}
      />
    ) : (
      <Select
        {...shared}
        data={data}
        value={draft || null}
        clearable
        onChange={(one) => onChange(one ?? '')}
      />
    )
  }
  const text = {
    ...shared,
    value: draft,
    onChange: ({ currentTarget }: { currentTarget: { value: string } }) => onChange(currentTarget.value),
  }
  if (isLong(type)) return <Textarea {...text} autosize minRows={3} maxRows={16} />
  return <TextInput {...text} type={type === 'timestamp' ? 'datetime-local' : 'text'} autoComplete="off" />
}

function hintOf(property: CustomProperty): string {
  const { hints } = texts
  const { config } = property.customPropertyConfig ?? {}
  switch (typeOf(property)) {
    case 'integer':
    case 'number':
      return hints.number
    case 'email':
      return hints.email
    case 'duration':
      return hints.duration
    case 'timeInterval':
      return hints.interval
    case 'hyperlink-cp':
      return hints.link
    case 'table-cp':
      return hints.table(columnsOf(property))
    default:
      return typeof config === 'string' && config !== '' ? hints.format(config) : ''
  }
}

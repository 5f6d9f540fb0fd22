/** The fields of a configuration: what is required in sight, the rest behind a button. */
import {
  Button,
  Checkbox,
  Fieldset,
  NumberInput,
  PasswordInput,
  SegmentedControl,
  Select,
  Textarea,
  TextInput,
} from '@mantine/core'
import { useId, useState } from 'react'
import { ingestionTexts as texts } from '../../../texts/ingestion.ts'
import classes from './form.module.css'
import { type Config, type FormField, isConfig, type Variant, variantOf } from './form-field.ts'

interface FieldsProps {
  readonly fields: readonly FormField[]
  readonly value: Config
  /** Messages by the path of their field. */
  readonly errors: Readonly<Record<string, string>>
  readonly onChange: (value: Config) => void
  /** Path of the object these fields are in, with a dot at its end. */
  readonly above?: string
  /** Names of optional fields that are shown at once. Default: all of them. */
  readonly shown?: readonly string[]
}

export function ConfigForm({ fields, value, errors, onChange, above = '', shown }: FieldsProps) {
  const [all, setAll] = useState(false)
  const isShown = ({ name, isRequired }: FormField): boolean =>
    all || !shown || isRequired || shown.includes(name) || value[name] !== undefined
  const visible = fields.filter(isShown)
  return (
    <div className={classes.fields}>
      {visible.map((field) => (
        <Field
          key={field.name}
          field={field}
          path={above + field.name}
          value={value[field.name]}
          errors={errors}
          onChange={(next) => onChange({ ...value, [field.name]: next })}
        />
      ))}
      {visible.length < fields.length && (
        <Button variant="default" size="compact-sm" onClick={() => setAll(true)}>
          {fields.length - visible.length} {texts.moreOptions}
        </Button>
      )}
    </div>
  )
}

interface FieldProps {
  readonly field: FormField
  readonly path: string
  readonly value: unknown
  readonly errors: Readonly<Record<string, string>>
  readonly onChange: (value: unknown) => void
}

function Field({ field, path, value, errors, onChange }: FieldProps) {
  const text = value === undefined || value === null ? '' : String(value)
  const common = {
    label: field.label,
    description: field.hint,
    error: errors[path],
    required: field.isRequired,
    autoComplete: 'off',
  }
  const onText = (event: { currentTarget: { value: string } }): void => onChange(event.currentTarget.value)
  switch (field.kind) {
    case 'flag':
      return (
        <Checkbox
          label={field.label}
          description={field.hint}
          checked={value === true}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      )
    case 'number':
      return (
        <NumberInput
          {...common}
          value={typeof value === 'number' ? value : ''}
          onChange={(next) => onChange(next === '' ? undefined : Number(next))}
        />
      )
    case 'choice':
      return (
        <Select
          {...common}
          data={[...field.options]}
          value={text === '' ? null : text}
          clearable={!field.isRequired}
          searchable={field.options.length > 8}
          onChange={(next) => onChange(next ?? undefined)}
        />
      )
    case 'secret':
      return <PasswordInput {...common} autoComplete="new-password" value={text} onChange={onText} />
    case 'lines':
      return (
        <Area
          {...common}
          initial={Array.isArray(value) ? value.join('\n') : ''}
          onLines={(lines) => onChange(lines.map((line) => line.trim()))}
        />
      )
    case 'pairs':
      return (
        <Area
          {...common}
          description={field.hint ?? texts.nameValueLines}
          initial={pairText(value)}
          onLines={(lines) => onChange(pairsOf(lines))}
        />
      )
    case 'group':
      return (
        <Fieldset legend={field.label}>
          <ConfigForm
            fields={field.fields}
            value={isConfig(value) ? value : {}}
            errors={errors}
            above={`${path}.`}
            onChange={onChange}
          />
        </Fieldset>
      )
    case 'variants':
      return <Variants field={field} path={path} value={value} errors={errors} onChange={onChange} />
    default:
      return <TextInput {...common} value={text} onChange={onText} />
  }
}

interface AreaProps {
  readonly label: string
  readonly description: string | undefined
  readonly error: string | undefined
  readonly required: boolean
  readonly autoComplete: string
  readonly initial: string
  readonly onLines: (lines: readonly string[]) => void
}

/** One item a line. What is typed stays as it is; the value is made of it. */
function Area({ initial, onLines, ...rest }: AreaProps) {
  const [text, setText] = useState(initial)
  return (
    <Textarea
      {...rest}
      autosize
      minRows={1}
      maxRows={8}
      spellCheck={false}
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value)
        onLines(event.currentTarget.value.split('\n'))
      }}
    />
  )
}

function pairText(value: unknown): string {
  const pairs = isConfig(value) ? Object.entries(value) : []
  return pairs.map(([name, member]) => `${name}=${String(member)}`).join('\n')
}

/** Options by name, from lines of `name=value`; others are not finished yet. */
function pairsOf(lines: readonly string[]): Config {
  return Object.fromEntries(
    lines.flatMap((line) => {
      const at = line.indexOf('=')
      return at < 0 ? [] : [[line.slice(0, at).trim(), line.slice(at + 1).trim()]]
    }),
  )
}

interface VariantsProps extends Omit<FieldProps, 'field'> {
  readonly field: {
    readonly label: string
    readonly hint: string | undefined
    readonly variants: readonly Variant[]
  }
}

function Variants({ field, path, value, errors, onChange }: VariantsProps) {
  const [chosen, setChosen] = useState(() => variantOf(field.variants, value))
  const legend = useId()
  const variant = field.variants[chosen]
  return (
    <Fieldset legend={<span id={legend}>{field.label}</span>}>
      {field.hint && <p className="dim">{field.hint}</p>}
      {field.variants.length > 1 && (
        <SegmentedControl
          aria-labelledby={legend}
          data={field.variants.map(({ label }, index) => ({ value: String(index), label }))}
          value={String(chosen)}
          onChange={(next) => {
            setChosen(Number(next))
            onChange(undefined)
          }}
        />
      )}
      {variant && (
        <ConfigForm
          key={chosen}
          fields={variant.fields}
          value={isConfig(value) ? value : {}}
          errors={errors}
          above={`${path}.`}
          onChange={onChange}
        />
      )}
    </Fieldset>
  )
}

/** The playground of claims: what a sign-in with them would make of an account, and which rule says so. */
import { Button, Select, Textarea } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { type FormEvent, type ReactNode, useState } from 'react'
import { claimsTexts as texts } from '../../texts/claims.ts'
import { Empty, Failure, messageOf } from '../../ui/states.tsx'
import assetClasses from '../asset/asset.module.css'
import { AssetLink } from '../asset/asset-link.tsx'
import { type Claims, claimsIn } from './claims.ts'
import classes from './sign-in-settings.module.css'
import {
  attemptsQuery,
  previewSignIn,
  type SignInAttempt,
  type SignInPreview,
} from './sign-in-settings-api.ts'

export function ClaimsPanel() {
  const [text, setText] = useState('')
  const [problem, setProblem] = useState<string>()
  const preview = useMutation({ mutationFn: (claims: Claims) => previewSignIn(claims), gcTime: 0 })
  const show = (given: string): void => {
    const claims = claimsIn(given)
    setProblem(claims ? undefined : texts.notClaims)
    if (claims) preview.mutate(claims)
    else preview.reset()
  }
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    show(text)
  }
  return (
    <section aria-label={texts.tab} className={classes.panel}>
      <form className={classes.form} onSubmit={submit}>
        <Textarea
          label={texts.label}
          description={texts.hint}
          error={problem}
          autosize
          minRows={3}
          maxRows={12}
          spellCheck={false}
          autoComplete="off"
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Recent
          onChosen={(claims) => {
            const shown = JSON.stringify(claims, null, 2)
            setText(shown)
            show(shown)
          }}
        />
        <Button type="submit" disabled={text.trim() === ''} loading={preview.isPending}>
          {texts.show}
        </Button>
      </form>
      {preview.isError && <Failure error={preview.error} what={texts.failed} />}
      {preview.data && <Given preview={preview.data} />}
    </section>
  )
}

function claimsOf({ steps }: SignInAttempt): Claims | undefined {
  return steps.find(({ claims }) => claims !== undefined)?.claims
}

function Recent({ onChosen }: { readonly onChosen: (claims: Claims) => void }) {
  const found = useQuery(attemptsQuery)
  const attempts = (found.data ?? []).flatMap((attempt) => {
    const claims = claimsOf(attempt)
    const who = attempt.account ?? attempt.steps.find(({ step }) => step === 'account')?.detail ?? ''
    const label = `${who}, ${new Date(attempt.atMs).toLocaleString('en')}`
    return claims ? [{ value: attempt.id, label, claims }] : []
  })
  return (
    <Select
      label={texts.recent}
      description={texts.recentHint}
      error={found.isError && messageOf(found.error)}
      placeholder={attempts.length === 0 && found.isSuccess ? texts.noRecent : ''}
      disabled={attempts.length === 0}
      data={attempts.map(({ value, label }) => ({ value, label }))}
      w="100%"
      // It fills the field above, which may then say something else.
      value={null}
      onChange={(id) => {
        const chosen = attempts.find(({ value }) => value === id)
        if (chosen) onChosen(chosen.claims)
      }}
    />
  )
}

function Given({ preview: { members, rights, notes } }: { readonly preview: SignInPreview }) {
  return (
    <div className={classes.explained} role="status">
      <h2>{texts.account}</h2>
      <Table titles={[texts.member, texts.value, texts.from]}>
        {members.map(({ member, value, claims, setting, problem }) => (
          <tr key={member}>
            <td>{texts.members[member]}</td>
            <td>
              {value ?? <span className="dim">{texts.missing}</span>}
              {problem && <p>{problem}</p>}
            </td>
            <td>
              {texts.firstOf(claims)} <code>{setting}</code>
            </td>
          </tr>
        ))}
      </Table>
      <h2>{texts.rights}</h2>
      {rights.length === 0 ? (
        <Empty title={texts.noRights}>{texts.noRightsHint}</Empty>
      ) : (
        <Table titles={[texts.right, texts.because]}>
          {rights.map(({ kind, name, claim, value, by, exists }) => (
            <tr key={`${kind} ${name} ${claim} ${value}`}>
              <td>
                {texts.kinds[kind]}{' '}
                {kind !== 'admin' && exists ? (
                  <AssetLink type={kind} fqn={name}>
                    {name}
                  </AssetLink>
                ) : (
                  name
                )}
                {!exists && <span className="dim"> ({texts.isMissing})</span>}
              </td>
              <td>{texts.rule(by, claim, value)}</td>
            </tr>
          ))}
        </Table>
      )}
      {notes.map((note) => (
        <p key={note}>{note}</p>
      ))}
    </div>
  )
}

function Table({ titles, children }: { readonly titles: readonly string[]; readonly children: ReactNode }) {
  return (
    <div className={classes.scroll}>
      <table className={assetClasses.rows}>
        <thead>
          <tr>
            {titles.map((title) => (
              <th key={title}>{title}</th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  )
}

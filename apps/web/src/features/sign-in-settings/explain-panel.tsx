/** A token explained claim by claim and rule by rule, or an error of Microsoft's in plain words. */
import { Button, Textarea } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { signInSettingsTexts as texts } from '../../texts/sign-in-settings.ts'
import { Failure } from '../../ui/states.tsx'
import assetClasses from '../asset/asset.module.css'
import classes from './sign-in-settings.module.css'
import { type CheckStatus, explainError, explainToken, type TokenReport } from './sign-in-settings-api.ts'
import { StatusSign } from './status-sign.tsx'

const isToken = (text: string): boolean => /^ey[\w-]+\.[\w-]+\.[\w-]*$/.test(text)

const verdicts: Readonly<Record<TokenReport['rules'][number]['verdict'], CheckStatus>> = {
  accepts: 'pass',
  refuses: 'fail',
  'not checked': 'skipped',
}

export function ExplainPanel() {
  const [text, setText] = useState('')
  const explain = useMutation({
    mutationFn: async (given: string) =>
      isToken(given)
        ? { kind: 'token' as const, report: await explainToken(given) }
        : { kind: 'error' as const, explanation: await explainError(given) },
  })
  return (
    <section aria-label={texts.explain} className={classes.panel}>
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault()
          explain.mutate(text.trim())
        }}
      >
        <Textarea
          label={texts.tokenOrError}
          description={texts.tokenOrErrorHint}
          autosize
          minRows={3}
          maxRows={8}
          spellCheck={false}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Button type="submit" disabled={text.trim() === ''} loading={explain.isPending}>
          {texts.explain}
        </Button>
      </form>
      {explain.isError && <Failure error={explain.error} what={texts.notExplained} />}
      {explain.data?.kind === 'token' && <TokenExplained report={explain.data.report} />}
      {explain.data?.kind === 'error' && (
        <div className={classes.explained}>
          <h2>{explain.data.explanation.code}</h2>
          <p>{explain.data.explanation.meaning}</p>
          <p className={classes.fix}>
            <span>{texts.fix}</span> {explain.data.explanation.fix}
          </p>
          {explain.data.explanation.link && (
            <a href={explain.data.explanation.link} target="_blank" rel="noreferrer">
              {texts.microsoftsPage}
            </a>
          )}
        </div>
      )}
    </section>
  )
}

function TokenExplained({ report }: { readonly report: TokenReport }) {
  return (
    <div className={classes.explained}>
      <h2>{report.accepted ? texts.noRuleRefusesToken : texts.tokenRefused}</h2>
      <ul className={classes.checks}>
        {report.rules.map(({ rule, verdict, because, fix }) => (
          <li key={rule}>
            <StatusSign status={verdicts[verdict]} />
            <div>
              <strong>{rule}</strong>
              <p>{because}</p>
              {fix && (
                <p className={classes.fix}>
                  <span>{texts.fix}</span> {fix}
                </p>
              )}
            </div>
          </li>
        ))}
      </ul>
      <table className={assetClasses.rows}>
        <thead>
          <tr>
            <th>{texts.claim}</th>
            <th>{texts.value}</th>
            <th>{texts.meaning}</th>
          </tr>
        </thead>
        <tbody>
          {report.claims.map(({ claim, value, meaning }) => (
            <tr key={claim}>
              <td>
                <code>{claim}</code>
              </td>
              <td>{value}</td>
              <td>{meaning}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** A token explained claim by claim and rule by rule, or an error of Microsoft's in plain words. */
import { Button, Textarea } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
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
    <section aria-label="Explain" className={classes.panel}>
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault()
          explain.mutate(text.trim())
        }}
      >
        <Textarea
          label="A token, or an error"
          description="A token is read once, not kept, and its values about people are not shown. An error may be its number, a line of a log or a whole address."
          autosize
          minRows={3}
          maxRows={8}
          spellCheck={false}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Button type="submit" disabled={text.trim() === ''} loading={explain.isPending}>
          Explain
        </Button>
      </form>
      {explain.isError && <Failure error={explain.error} what="This could not be explained" />}
      {explain.data?.kind === 'token' && <TokenExplained report={explain.data.report} />}
      {explain.data?.kind === 'error' && (
        <div className={classes.explained}>
          <h2>{explain.data.explanation.code}</h2>
          <p>{explain.data.explanation.meaning}</p>
          <p className={classes.fix}>
            <span>Fix</span> {explain.data.explanation.fix}
          </p>
          {explain.data.explanation.link && (
            <a href={explain.data.explanation.link} target="_blank" rel="noreferrer">
              Microsoft’s page
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
      <h2>{report.accepted ? 'No rule refuses this token' : 'This token is refused'}</h2>
      <ul className={classes.checks}>
        {report.rules.map(({ rule, verdict, because, fix }) => (
          <li key={rule}>
            <StatusSign status={verdicts[verdict]} />
            <div>
              <strong>{rule}</strong>
              <p>{because}</p>
              {fix && (
                <p className={classes.fix}>
                  <span>Fix</span> {fix}
                </p>
              )}
            </div>
          </li>
        ))}
      </ul>
      <table className={assetClasses.rows}>
        <thead>
          <tr>
            <th>Claim</th>
            <th>Value</th>
            <th>Meaning</th>
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

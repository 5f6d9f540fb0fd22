/** Shows why a sign-in failed: what it means, what to do, and the code to hand on. */
import { controlTexts } from '../../texts/controls.ts'
import { signInTexts as texts } from '../../texts/sign-in.ts'
import { CopyableCode } from '../../ui/copyable-code.tsx'
import type { Explanation } from './explain.ts'
import classes from './sign-in.module.css'

export function Refusal({ explanation }: { readonly explanation: Explanation }) {
  return (
    <div className={classes.refusal} role="alert">
      <p>
        <strong>{explanation.title}</strong>
      </p>
      <p>{explanation.advice}</p>
      <p className="dim">
        {texts.code} <CopyableCode value={explanation.code} what={controlTexts.copied.code} />
      </p>
      {explanation.correlationId && (
        <p className="dim">
          {texts.id} <CopyableCode value={explanation.correlationId} />
        </p>
      )}
    </div>
  )
}

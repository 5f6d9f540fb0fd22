import { expect, test } from 'vitest'
import { explainRefusal } from './explain.ts'

const trace =
  'Trace ID: 11111111-aaaa-4000-8000-000000000000 Correlation ID: 22222222-bbbb-4000-8000-000000000000 Timestamp: 2026-11-22 04:00:00Z'

test('a known code is explained, with the id an administrator can look up', () => {
  const explanation = explainRefusal(
    'invalid_request',
    `AADSTS50011: The redirect URI … does not match. ${trace}`,
  )
  expect(explanation.code).toBe('AADSTS50011')
  expect(explanation.advice).toContain('Single-page application')
  expect(explanation.correlationId).toBe('22222222-bbbb-4000-8000-000000000000')
})

test("an unknown code keeps the provider's sentence and drops the trace", () => {
  const explanation = explainRefusal('invalid_grant', `AADSTS999999: Something new happened.\r\n${trace}`)
  expect(explanation.code).toBe('AADSTS999999')
  expect(explanation.advice).toBe('Something new happened.')
})

test('an error without a description still says what to do', () => {
  expect(explainRefusal('access_denied', '').title).toBe('The sign-in was cancelled')
  expect(explainRefusal('odd', '').advice).not.toBe('')
})

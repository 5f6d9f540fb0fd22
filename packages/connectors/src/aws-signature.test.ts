/** Signatures against the example that AWS publishes. */
import { expect, it } from 'vitest'
import { presigned } from './aws-signature.ts'

it('signs the example of https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html', () => {
  const address = presigned('https://examplebucket.s3.amazonaws.com/test.txt', {
    service: 's3',
    region: 'us-east-1',
    keys: {
      accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
      secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    },
    nowMs: Date.parse('2013-05-24T00:00:00Z'),
    expiresS: 86_400,
    payloadHash: 'UNSIGNED-PAYLOAD',
  })
  expect(new URL(address).searchParams.get('X-Amz-Signature')).toBe(
    'aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404',
  )
})

import { introspectionChecks } from '../../src/endpoints/introspection/checks.ts'
import { testRows } from './check-rows.ts'
import { client } from './samples.ts'

const secret = { digest: 'x' as never, sealed: '', createdAt: 0 }

testRows('rows of the introspection table', introspectionChecks, { client: { ...client, secrets: [secret] }, text: 'lk_at_x' }, [
  [
    'introspection-client-confidential',
    'introspection_public_client',
    'a client without secret',
    { client: { ...client, secrets: [] } },
  ],
  ['introspection-token-present', 'introspection_token_missing', 'a request without token', { text: undefined }],
])

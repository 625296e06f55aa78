import { argon2Sync, pbkdf2Sync } from 'node:crypto'

/** A user as an export of Keycloak has them, and what they sign in with. */
export interface ExportedUser {
  readonly username: string
  readonly subject: string
  readonly password: string
  readonly user: object
}

export const clientSecret = 'kH3uVXq9zN0w2cY7bT5mR8sL4pD6fG1a'
export const redirectUri = 'https://app.acme.example/callback'

const salt = Buffer.from('0123456789abcdef')

/** The form since version 8. */
function stored(algorithm: string, hashIterations: number, value: Buffer, additionalParameters = {}): object {
  return {
    type: 'password',
    secretData: JSON.stringify({ value: value.toString('base64'), salt: salt.toString('base64'), additionalParameters: {} }),
    credentialData: JSON.stringify({ hashIterations, algorithm, additionalParameters }),
  }
}

const credentials: readonly (readonly [name: string, credential: (password: string) => object])[] = [
  [
    'old',
    (password) => ({
      type: 'password',
      hashedSaltedValue: pbkdf2Sync(password, salt, 2_000, 64, 'sha1').toString('base64'),
      salt: salt.toString('base64'),
      hashIterations: 2_000,
      algorithm: 'pbkdf2',
    }),
  ],
  ['sha256', (password) => stored('pbkdf2-sha256', 27_500, pbkdf2Sync(password, salt, 27_500, 64, 'sha256'))],
  ['sha512', (password) => stored('pbkdf2-sha512', 30_000, pbkdf2Sync(password, salt, 30_000, 64, 'sha512'))],
  [
    'argon',
    (password) => {
      const tag = argon2Sync('argon2id', {
        message: password,
        nonce: salt,
        memory: 7168,
        passes: 5,
        parallelism: 1,
        tagLength: 32,
      })
      const parameters = { hashLength: ['32'], memory: ['7168'], type: ['id'], version: ['1.3'], parallelism: ['1'] }
      return stored('argon2', 5, Buffer.from(tag), parameters)
    },
  ],
]

/** Three people for each way in which Keycloak hashed passwords. */
export const exportedUsers: readonly ExportedUser[] = credentials.flatMap(([kind, credential]) =>
  ['ann', 'ben', 'cat'].map((name, index) => {
    const username = `${name}-${kind}`
    const subject = `f:${index}:${username}`
    const password = `the old password of ${username}`
    const user = {
      id: subject,
      username,
      email: `${username}@acme.example`,
      emailVerified: true,
      firstName: name,
      lastName: 'Doe',
      enabled: true,
      attributes: { department: ['sales'] },
      groups: ['/staff'],
      realmRoles: ['admin'],
      credentials: [credential(password)],
    }
    return { username, subject, password, user }
  }),
)

const flags = { 'id.token.claim': 'true', 'access.token.claim': 'true', 'userinfo.token.claim': 'true' }

/** The file of the realm, without its users. */
export const exportedRealm = {
  realm: 'acme',
  accessTokenLifespan: 300,
  groups: [{ name: 'staff', subGroups: [] }],
  clients: [
    {
      clientId: 'the-app',
      name: 'The App',
      secret: clientSecret,
      redirectUris: [redirectUri, 'https://app.acme.example/*'],
      serviceAccountsEnabled: true,
      protocolMappers: [
        {
          name: 'department',
          protocol: 'openid-connect',
          protocolMapper: 'oidc-usermodel-attribute-mapper',
          config: { 'user.attribute': 'department', 'claim.name': 'department', 'jsonType.label': 'String', ...flags },
        },
        {
          name: 'groups',
          protocol: 'openid-connect',
          protocolMapper: 'oidc-group-membership-mapper',
          config: { 'claim.name': 'groups', 'full.path': 'true', ...flags },
        },
      ],
    },
    { clientId: 'the-spa', publicClient: true, redirectUris: ['https://spa.acme.example/callback'] },
    { clientId: 'masked', secret: '**********', redirectUris: ['https://masked.acme.example/callback'] },
    { clientId: 'account', redirectUris: ['/realms/acme/account/*'] },
  ],
}

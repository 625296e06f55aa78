/** Never called: the load generator reads the code from the redirect. */
export const redirectUri = 'https://app.example/callback'

export interface BenchPerson {
  readonly username: string
  readonly password: string
  readonly claims: {
    readonly name: string
    readonly given_name: string
    readonly family_name: string
    readonly preferred_username: string
    readonly email: string
    readonly email_verified: boolean
  }
}

/** The accounts that every measured provider has. */
export const benchPeople: readonly BenchPerson[] = ['Ada', 'Grace', 'Barbara', 'Radia'].map((given) => ({
  username: given.toLowerCase(),
  password: `${given}-keeps-the-records-of-the-run`,
  claims: {
    name: `${given} Bench`,
    given_name: given,
    family_name: 'Bench',
    preferred_username: given.toLowerCase(),
    email: `${given.toLowerCase()}@example.org`,
    email_verified: true,
  },
}))

/** The clients of oidc-provider; Latchkey makes its own secrets. */
export const benchClients = {
  'bench-es256': { algorithm: 'ES256', clientSecret: 'kZ1x8Qm4VtB6nR3yW7pL0sD5fG2hJ9aC' },
  'bench-rs256': { algorithm: 'RS256', clientSecret: 'T5uE2iO8wY4rQ1zX7cV0bN6mA3sD9fGh' },
} as const

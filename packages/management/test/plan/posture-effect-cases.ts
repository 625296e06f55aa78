import { type Case, changed } from './effect-case.ts'

/** What changes of `x:SecurityPosture` mean. */
export const postureCases: Readonly<Record<string, readonly Case[]>> = {
  profile: [
    changed(
      'default',
      'fapi2',
      '- holds every client of which nothing else is said to the profile fapi2 instead of the profile default',
    ),
    changed(
      'fapi2',
      'strict',
      '+ holds every client of which nothing else is said to the profile strict instead of the profile fapi2',
    ),
    changed(
      'mcp',
      'strict',
      '= holds every client of which nothing else is said to the profile strict instead of the profile mcp',
      '- lets clients come without being known only as the other settings say',
    ),
    changed(
      'default',
      'mcp',
      '- holds every client of which nothing else is said to the profile mcp instead of the profile default',
      '+ lets anybody register clients, or describe them at an address',
    ),
  ],
  postures: [
    changed({}, { 'pkce-required': 'off' }, '+ disables the PKCE check for every client of which nothing else is said'),
    changed(
      { 'code-age': 'report' },
      { 'code-age': 'enforce' },
      '- enforces the code-age check for every client of which nothing else is said',
    ),
    changed(
      { 'code-age': 'off' },
      { 'code-age': 'report' },
      '- records when every client of which nothing else is said fails the code-age check',
    ),
    changed(
      { 'code-age': 'off' },
      {},
      '= treats every client of which nothing else is said as the profile says in the code-age check',
    ),
  ],
}

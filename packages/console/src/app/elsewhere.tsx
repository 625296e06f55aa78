import { wordsOf } from '../i18n/words.ts'

/** The console by another name of its host, where nobody could sign in or change anything: leads to the one that counts. */
export function Elsewhere({ issuer, locale }: { readonly issuer: string; readonly locale: string }) {
  const words = wordsOf(locale)
  return (
    <main class="alone">
      <h1>{words.elsewhere}</h1>
      <p>{words.elsewhereText}</p>
      <p>
        <a href={`${issuer}/admin`}>{`${issuer}/admin`}</a>
      </p>
    </main>
  )
}

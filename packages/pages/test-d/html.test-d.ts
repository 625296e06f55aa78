import { type Html, html } from '../src/html.ts'

declare const input: string

export const escaped: Html = html`<p>${input}</p>`

// @ts-expect-error a text is no trusted HTML
export const trusted: Html = input

// @ts-expect-error an object has no form in a page
export const unprintable: Html = html`<p>${{ input }}</p>`

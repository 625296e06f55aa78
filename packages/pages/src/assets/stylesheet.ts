/** The one stylesheet. Colours are custom properties, so that a theme replaces the first two rules only. Contrast: WCAG 2.2 AA in both schemes. */
export const stylesheet = `:root {
  color-scheme: light dark;
  --ground: #f4f3ef;
  --card: #ffffff;
  --ink: #18202d;
  --muted: #566070;
  --hairline: #dedcd5;
  --line: #7d8591;
  --link: #1f4fb8;
  --button: #18202d;
  --button-ink: #ffffff;
  --problem: #a11a1a;
  --problem-ground: #fdf1f0;
  --notice: #a8740a;
  --notice-ground: #fcf5e3;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #10141b;
    --card: #181e28;
    --ink: #e9ecf1;
    --muted: #a7b0be;
    --hairline: #2c3441;
    --line: #747f90;
    --link: #9dbeff;
    --button: #e9ecf1;
    --button-ink: #10141b;
    --problem: #ffb0a8;
    --problem-ground: #3a1d1e;
    --notice: #d9a93a;
    --notice-ground: #2f2815;
  }
}
*, ::before, ::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0;
  min-block-size: 100vh;
  min-block-size: 100dvh;
  display: flex;
  flex-direction: column;
  align-items: center;
  padding: clamp(1rem, 5vh, 4rem) 1rem 1rem;
  background: var(--ground);
  color: var(--ink);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif;
  overflow-wrap: anywhere;
}
.brand { display: flex; align-items: center; gap: .625rem; margin-block-end: 1.5rem; font-weight: 600; font-size: 1.0625rem; }
.brand img { display: block; }
.places ul { display: flex; flex-wrap: wrap; justify-content: center; gap: .25rem 1.25rem; margin: 0 0 1rem; padding: 0; list-style: none; }
.places a { display: inline-block; min-block-size: 1.5rem; }
.places [aria-current] { color: inherit; font-weight: 650; text-decoration: none; border-block-end: 2px solid; }
main {
  inline-size: 100%;
  max-inline-size: 27rem;
  padding: clamp(1.25rem, 5vw, 2.25rem);
  background: var(--card);
  border: 1px solid var(--hairline);
  border-radius: 1rem;
}
main.wide { max-inline-size: 40rem; }
h1 { margin: 0 0 .5rem; font-size: 1.5rem; line-height: 1.25; font-weight: 650; text-wrap: balance; }
h2, h3 { margin: 1.75rem 0 .5rem; font-size: 1rem; line-height: 1.4; font-weight: 650; }
p { margin: 0 0 1rem; }
form { margin: 0; }
a { color: var(--link); text-underline-offset: .2em; }
strong { font-weight: 650; }
.muted { color: var(--muted); }
.small { font-size: .875rem; }
:focus-visible, [tabindex="-1"]:focus { outline: 3px solid var(--link); outline-offset: 2px; }

.field { margin-block: 1.25rem 0; }
label { display: block; margin-block-end: .375rem; font-weight: 600; }
.input { display: flex; gap: .5rem; }
input {
  flex: 1;
  min-inline-size: 0;
  min-block-size: 2.75rem;
  padding: .5rem .75rem;
  border: 1px solid var(--line);
  border-radius: .5rem;
  background: var(--card);
  color: inherit;
  font: inherit;
}
input[aria-invalid="true"] { border: 2px solid var(--problem); }
.hint, .field-problem, .caps-lock { margin: .375rem 0 0; font-size: .875rem; }
.hint { color: var(--muted); }
form + .hint { margin-block-start: 1rem; }
.field-problem { color: var(--problem); font-weight: 600; }
.caps-lock:empty { margin: 0; }
.reveal {
  flex: none;
  inline-size: 2.75rem;
  min-block-size: 2.75rem;
  padding: .625rem;
  border: 1px solid var(--line);
  border-radius: .5rem;
  background: none;
  color: inherit;
  cursor: pointer;
}
.reveal[hidden] { display: none; }
.reveal svg { display: block; }
.reveal .slash { display: none; }
.reveal[aria-pressed="true"] .slash { display: inline; }

.actions { display: flex; flex-wrap: wrap; gap: .75rem; margin-block-start: 1.75rem; }
.button {
  flex: 1 1 9rem;
  min-block-size: 2.75rem;
  padding: .5rem 1rem;
  border: 1px solid var(--button);
  border-radius: .5rem;
  background: var(--button);
  color: var(--button-ink);
  font: inherit;
  font-weight: 600;
  text-align: center;
  text-decoration: none;
  cursor: pointer;
}
.button:hover { opacity: .88; }
.button.quiet { border-color: var(--line); background: none; color: inherit; }
.link-button {
  display: block;
  min-block-size: 1.5rem;
  padding: 0;
  border: 0;
  background: none;
  color: var(--link);
  font: inherit;
  text-align: start;
  text-decoration: underline;
  text-underline-offset: .2em;
  cursor: pointer;
}

.problem, .notice { margin-block: 1rem; padding: .75rem 1rem; border: 1px solid; border-inline-start-width: 4px; border-radius: .5rem; }
.problem { border-color: var(--problem); background: var(--problem-ground); }
.notice { border-color: var(--notice); background: var(--notice-ground); }
.problem p, .notice p, .notice h2 { margin: 0; }

.app { display: flex; align-items: center; gap: .875rem; margin-block-end: .5rem; }
.app h1 { margin: 0; }
.app img { flex: none; border-radius: .5rem; }
.facts { margin: 1.25rem 0; padding: 0; border-block-end: 1px solid var(--hairline); }
.facts > div { padding-block: .625rem; border-block-start: 1px solid var(--hairline); }
main > :last-child, section > :last-child { margin-block-end: 0; }
.facts:last-child > :last-child { padding-block-end: 0; }
.facts:last-child { border-block-end: 0; }
dt { color: var(--muted); font-size: .875rem; }
dd { margin: 0; }
.notice .host { margin-block-start: .25rem; }
.host { font-size: 1.125rem; font-weight: 650; }
.details { margin: 0 0 1.25rem; padding: 0; list-style: none; }
.details > li { margin-block: .5rem; padding: .625rem .875rem; border: 1px solid var(--hairline); border-radius: .5rem; overflow-wrap: anywhere; }
.details p, .details h2 { margin: 0; }
.details .facts { margin-block: .625rem 0; }
.sessions .facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(12rem, 100%), 1fr)); gap: .25rem 1rem; margin-block-end: .5rem; border: 0; }
.sessions .facts > div { padding: 0; border: 0; }
.scopes { margin: 0 0 1.25rem; padding: 0; list-style: none; }
.scopes li { position: relative; padding-block: .25rem; padding-inline-start: 1.5rem; }
.scopes li::before { content: "\\2713" / ""; position: absolute; inset-inline-start: 0; color: var(--muted); }
.badge {
  display: inline-block;
  margin-inline-start: .375rem;
  padding-inline: .5rem;
  border: 1px solid var(--notice);
  border-radius: 1rem;
  background: var(--notice-ground);
  font-size: .75rem;
  font-weight: 600;
}
.links { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin: 0; padding: 0; list-style: none; }
.links a { display: inline-block; min-block-size: 1.5rem; }
form + p { margin-block-start: 1rem; }
.apps { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(14rem, 100%), 1fr)); gap: .75rem; margin: 0 0 1.25rem; padding: 0; list-style: none; }
.apps a { display: flex; align-items: center; gap: .75rem; min-block-size: 2.75rem; padding: .625rem .75rem; border: 1px solid var(--hairline); border-radius: .5rem; overflow-wrap: anywhere; }
.apps a { text-decoration: none; }
.apps bdi { text-decoration: underline; }
.apps small { display: block; font-size: .875rem; }
.apps img, .initial { flex: none; inline-size: 2.5rem; block-size: 2.5rem; border-radius: .5rem; }
.initial { display: grid; place-items: center; background: var(--ground); color: var(--muted); font-weight: 600; }
code { font: .875em/1.5 ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace; }
.copyable { -webkit-user-select: all; user-select: all; }
.command { display: block; margin-block-start: .25rem; padding: .5rem .75rem; border: 1px solid var(--hairline); border-radius: .5rem; background: var(--ground); }
mark { background: var(--notice-ground); color: inherit; text-decoration: underline 2px var(--notice); text-underline-offset: .2em; }
ol { margin: 0; padding-inline-start: 1.25rem; }
ol li + li { margin-block-start: .5rem; }

.foot { display: flex; flex-wrap: wrap; justify-content: center; gap: .25rem 1.5rem; margin-block-start: auto; padding-block: 1.5rem .5rem; color: var(--muted); font-size: .875rem; }
.foot a, .foot [aria-current] { display: inline-block; min-block-size: 1.5rem; }
.foot [aria-current] { font-weight: 600; }

@media (prefers-reduced-motion: no-preference) {
  .button { transition: opacity .12s; }
}
@media (forced-colors: active) {
  .button { border-color: ButtonText; background: ButtonFace; color: ButtonText; }
  mark { background: Mark; color: MarkText; }
}
@media (max-width: 24rem) {
  body { padding-inline: .5rem; }
}
`

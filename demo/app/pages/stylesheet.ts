/** The sample application's own look: nothing of it comes from Latchkey, as with a real application. */
export const stylesheet = `
:root { color-scheme: light dark; --ground: #eef4f3; --card: #fff; --ink: #12312f; --muted: #4f6c69; --line: #d3e0de; --accent: #0b7268;
  --accent-ink: #fff; --soft: #e2f1ee; --code: #f5f9f8; --new: #0b7268; --old: #96421f; }
@media (prefers-color-scheme: dark) { :root { --ground: #0e1a19; --card: #152523; --ink: #e3f0ee; --muted: #9bb5b1; --line: #27403c;
  --accent: #5fd0c0; --accent-ink: #06231f; --soft: #17332f; --code: #102020; --new: #5fd0c0; --old: #f0a883; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 1rem/1.55 system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
header { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem 1rem; max-width: 64rem; margin: 0 auto; padding: 1.25rem 1.25rem 0; }
.brand { display: flex; align-items: center; gap: .6rem; color: inherit; text-decoration: none; font-weight: 700; font-size: 1.1rem; }
.mark { width: 1.4rem; height: 1.4rem; border-radius: .45rem .45rem .45rem 0; background: var(--accent); }
.tag { color: var(--muted); font-size: .9rem; }
main { max-width: 64rem; margin: 0 auto; padding: 1.25rem; display: grid; gap: 1.25rem; }
section { background: var(--card); border: 1px solid var(--line); border-radius: .9rem; padding: 1.4rem; min-width: 0; }
.pair { display: grid; gap: 1.25rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); }
.welcome { padding: clamp(1.5rem, 6vw, 4rem); text-align: center; }
.welcome p { margin-top: .9rem; max-width: 34rem; margin-inline: auto; color: var(--muted); }
.who { display: flex; flex-wrap: wrap; align-items: center; gap: 1rem; }
.who h1 { font-size: 1.35rem; }
.who p { color: var(--muted); }
.who .actions { margin-inline-start: auto; display: flex; flex-wrap: wrap; gap: .6rem; }
.initials { display: grid; place-items: center; width: 3.25rem; height: 3.25rem; border-radius: 50%; background: var(--accent); color: var(--accent-ink);
  font-weight: 700; font-size: 1.2rem; }
h1, h2, p { margin: 0; }
h1 { font-size: clamp(1.6rem, 4vw, 2.2rem); line-height: 1.2; }
h2 { font-size: 1.05rem; margin-bottom: .25rem; }
.note { color: var(--muted); font-size: .92rem; margin-bottom: .9rem; }
.verified { display: inline-block; margin-bottom: .9rem; padding: .15rem .7rem; border-radius: 1rem; background: var(--soft); color: var(--accent);
  font-size: .9rem; font-weight: 600; }
.button { display: inline-block; padding: .6rem 1.15rem; border: 1px solid var(--accent); border-radius: .6rem; background: var(--accent);
  color: var(--accent-ink); font: inherit; font-weight: 600; text-decoration: none; cursor: pointer; }
.button.quiet { background: transparent; color: var(--accent); }
.button:focus-visible, a:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.welcome .button { margin-top: 1.5rem; font-size: 1.1rem; }
table { width: 100%; border-collapse: collapse; font-size: .92rem; }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem .35rem 0; border-top: 1px solid var(--line); overflow-wrap: anywhere; }
tr:first-child > * { border-top: 0; }
th { width: clamp(7rem, 36%, 11.5rem); color: var(--muted); font-weight: 500; }
thead th { color: var(--ink); font-weight: 600; }
code, pre { font: .86rem/1.5 ui-monospace, "Cascadia Mono", "DejaVu Sans Mono", monospace; }
pre { margin: 0 0 .9rem; padding: .9rem; border-radius: .6rem; background: var(--code); border: 1px solid var(--line); overflow-x: auto; }
.aside { color: var(--muted); }
.new { color: var(--new); font-weight: 600; }
.old { color: var(--old); }
a { color: var(--accent); }
details { margin-top: .9rem; }
summary { cursor: pointer; color: var(--muted); }
details code { display: block; margin-top: .5rem; overflow-wrap: anywhere; }
`

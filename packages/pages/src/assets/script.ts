/**
 * What script adds to pages that work without it: focus on the summary of what went wrong, the show-password button, the Caps Lock hint,
 * and one submission per click. Text comes from attributes, so the file is the same in every language.
 *
 * A string, not a file beside it: it is hashed, and goes into a single executable, without reading anything at run time.
 */
export const script = `'use strict'
;(() => {
  document.getElementById('problem')?.focus()

  for (const button of document.querySelectorAll('button[data-reveal]')) {
    const input = document.getElementById(button.getAttribute('aria-controls'))
    const reveal = (shown) => {
      input.type = shown ? 'text' : 'password'
      button.setAttribute('aria-pressed', String(shown))
    }
    button.hidden = false
    button.addEventListener('click', () => reveal(input.type === 'password'))
    // Browsers offer to save what was typed into a password field only.
    input.form.addEventListener('submit', () => reveal(false))
  }

  for (const hint of document.querySelectorAll('[data-caps-lock]')) {
    const input = document.getElementById(hint.dataset.for)
    const show = (on) => {
      const text = on ? hint.dataset.capsLock : ''
      if (hint.textContent !== text) hint.textContent = text
    }
    for (const type of ['keydown', 'keyup'])
      // Autofill fires key events without modifiers.
      input.addEventListener(type, (event) => show(event.getModifierState?.('CapsLock') ?? false))
    input.addEventListener('blur', () => show(false))
  }

  const onward = document.querySelector('[data-goes-on] a')
  if (onward) {
    let gone = false
    const go = () => {
      if (!gone) location.replace(onward.href)
      gone = true
    }
    // The page has loaded when its frames have.
    if (document.readyState === 'complete') go()
    else addEventListener('load', go)
    setTimeout(go, 3000)
  }

  for (const form of document.forms) {
    let submittedAt = -Infinity
    form.addEventListener('submit', (event) => {
      // A second click within five seconds is the first one again; later the network may have lost it.
      if (event.timeStamp - submittedAt < 5000) event.preventDefault()
      else submittedAt = event.timeStamp
    })
  }
})()
`

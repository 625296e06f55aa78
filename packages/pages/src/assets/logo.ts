/** The mark: a brass key on slate, readable on light and on dark ground. Also the icon of the browser tab. */
export const logo = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" width="32" height="32">
<rect width="32" height="32" rx="8" fill="#26344d"/>
<g fill="none" stroke="#ecbf57" stroke-width="2.6" stroke-linecap="round" stroke-linejoin="round" transform="rotate(-45 16 16)">
<circle cx="10" cy="16" r="4.2"/>
<path d="M14.2 16H26.5M22 16v4.2M26.5 16v3.2"/>
</g>
</svg>
`

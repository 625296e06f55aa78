/** `grant_type` of RFC8628-3.4. */
export const deviceCodeGrantName = 'urn:ietf:params:oauth:grant-type:device_code'

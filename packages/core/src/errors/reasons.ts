import type { Reason } from './reason.ts'
import { authorizationReasons } from './reasons/authorization.ts'
import { backchannelReasons } from './reasons/backchannel.ts'
import { clientAssertionReasons } from './reasons/client-assertion.ts'
import { clientDocumentReasons } from './reasons/client-documents.ts'
import { deviceReasons } from './reasons/device.ts'
import { dpopReasons } from './reasons/dpop.ts'
import { generalReasons } from './reasons/general.ts'
import { grantReasons } from './reasons/grants.ts'
import { interactionReasons } from './reasons/interaction.ts'
import { jwtBearerReasons } from './reasons/jwt-bearer.ts'
import { logoutReasons } from './reasons/logout.ts'
import { mutualTlsReasons } from './reasons/mutual-tls.ts'
import { protectionReasons } from './reasons/protection.ts'
import { registrationReasons } from './reasons/registration.ts'
import { registrationPolicyReasons, registrationPostureReasons } from './reasons/registration-policy.ts'
import { requestObjectReasons } from './reasons/request-objects.ts'
import { resourceReasons } from './reasons/resource.ts'
import { richAuthorizationReasons } from './reasons/rich-authorization.ts'
import { targetReasons } from './reasons/target.ts'
import { tokenReasons } from './reasons/token.ts'
import { webfingerReasons } from './reasons/webfinger.ts'

/** The error catalogue. An id is thrown from one place and never reused for another meaning. */
export const reasons = {
  ...generalReasons,
  ...authorizationReasons,
  ...requestObjectReasons,
  ...clientDocumentReasons,
  ...interactionReasons,
  ...tokenReasons,
  ...clientAssertionReasons,
  ...targetReasons,
  ...richAuthorizationReasons,
  ...grantReasons,
  ...jwtBearerReasons,
  ...resourceReasons,
  ...registrationReasons,
  ...protectionReasons,
  ...registrationPolicyReasons,
  ...registrationPostureReasons,
  ...logoutReasons,
  ...webfingerReasons,
  ...deviceReasons,
  ...backchannelReasons,
  ...dpopReasons,
  ...mutualTlsReasons,
} as const satisfies Record<string, Reason>

export type ReasonId = keyof typeof reasons

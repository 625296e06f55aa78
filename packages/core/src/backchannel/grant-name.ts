/** CIBA-4: the name of the grant by which clients poll. */
export const backchannelGrantName = 'urn:openid:params:grant-type:ciba'

/** User-Agent of the planes' own checks of upstreams: nobody else's visits are to be taken for them, nor they for visits. */
export const HEALTH_AGENT = 'strangler-health'

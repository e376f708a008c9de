/** Seconds after which a test gives up on something that never comes: far more than a busy machine needs. */
export const TIMEOUT = 600;

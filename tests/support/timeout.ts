/** Seconds after which a test gives up waiting: far more than a busy machine needs. */
export const TIMEOUT = 600;

/** Rate window of every alert: long enough for four scrapes a minute apart, short enough to react within minutes. */
export const WINDOW = '5m';

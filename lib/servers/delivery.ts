/** What became of a test notification, channel by channel. */

export interface Delivery {
  /** Name of the receiver, or of Grafana's contact point. */
  readonly receiver: string;
  /** The kind of receiver, such as `slack`. */
  readonly channel: string;
  /** Why the far side did not take it, in its own words; undefined where it took it. */
  readonly problem?: string | undefined;
}

/** A text without the path and query of addresses: with many receivers those are the credential. */
export const hideAddresses = (text: string): string =>
  text.replace(/(https?:\/\/)(?:[^\s"'/@]*@)?([^\s"'/?]+)[/?][^\s"']*/g, '$1$2/…');

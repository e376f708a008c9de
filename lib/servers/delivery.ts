/** The result of a test notification, for each channel. */

export interface Delivery {
  /** Name of the receiver, or of Grafana's contact point. */
  readonly receiver: string;
  /** The kind of receiver, such as `slack`. */
  readonly channel: string;
  /** The receiver's error message; undefined if it accepted the notification. */
  readonly problem?: string | undefined;
}

/** A text without the path and query of its addresses: for many receivers they are the credential. */
export const hideAddresses = (text: string): string =>
  text.replace(/(https?:\/\/)(?:[^\s"'/@]*@)?([^\s"'/?]+)[/?][^\s"']*/g, '$1$2/…');

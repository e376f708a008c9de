/** The definition of a receiver kind: everything about Slack, for example, is in its one file. */
import type { z } from 'zod';
import type { Secret } from '../settings/secret';
import type { Markup, MessageParts } from './message-templates';

export type ReceiverSeverity = 'critical' | 'warning' | 'info';

export interface ReceiverContext {
  readonly severity: ReceiverSeverity;
  /** The stack's own name, see {@link stackPrefix}. */
  readonly stack: string;
}
export interface AlertmanagerContext extends ReceiverContext {
  /** Whether the Prometheus operator loads the configuration. */
  readonly hasOperator: boolean;
  /** Moves a credential out of the configuration; returns the path of the file from which Alertmanager reads it. */
  readonly secretFile: (name: string, secret: Secret) => string;
}

/** A group of a hand-written Alertmanager configuration. */
type Config = Readonly<Record<string, unknown>>;
/**
 * The settings of a hand-written receiver: those in clear text, and the keys of its credentials. A text is the reason
 * why it cannot be translated.
 */
export type AdoptedSettings = { readonly open?: Config; readonly secrets?: readonly string[] } | string;

/**
 * If an engine does not support the kind, its key is left out; settings then reject the kind and name the other engine.
 */
export interface ReceiverKind<
  Key extends string = string,
  Settings extends z.ZodType = z.ZodType,
  Message = unknown,
  GrafanaList extends string = string,
  ContactPoint = unknown,
> {
  /** Its key in `alerting.routes.<severity>`. */
  readonly key: Key;
  /** Its name in the text of a diff, as in "warning alerts notify Slack". */
  readonly name: string;
  /** One sentence for docs/settings.md: what is sent, and the limits of its format. */
  readonly description: string;
  /** Schema of its settings in a stack file. Credentials are `secret`, so that they are rejected in clear text. */
  readonly settings: Settings;
  /** Set if its messages are not plain text. */
  readonly markup?: Markup;
  /** Whether it needs the mail server of `alerting.smtp`. */
  readonly needsMailServer?: boolean;
  /** Patterns of its credentials' values; policies reject them in clear text. */
  readonly credentialPatterns?: readonly RegExp[];
  /** Names of its credentials, as suffixes of a property's name in snake case; policies reject them in clear text. */
  readonly credentialNames?: readonly string[];
  /** The fields of its message, as templates. */
  message(parts: MessageParts): Message;
  readonly alertmanager?: {
    /** The list of Alertmanager's receiver that contains it, such as `slack_configs`. */
    readonly list: string;
    /** A key that it needs, but with which the Prometheus operator rejects the configuration. */
    readonly unknownToOperator?: string;
    config(settings: z.output<Settings>, message: Message, context: AlertmanagerContext): object;
    /** Translates a hand-written entry of its list; `global` is the group `global` of the configuration. */
    adopt(config: Config, global: Config): AdoptedSettings;
  };
  readonly grafana?: {
    /** The list of the Grafana provider's contact point that contains it, such as `slacks`. */
    readonly list: GrafanaList;
    contactPoint(settings: z.output<Settings>, message: Message, context: ReceiverContext): ContactPoint;
  };
}

/** Returns the kind itself, with its types inferred. */
export const defineReceiver = <
  const Key extends string,
  Settings extends z.ZodType,
  Message,
  const GrafanaList extends string,
  ContactPoint,
>(
  kind: ReceiverKind<Key, Settings, Message, GrafanaList, ContactPoint>,
): ReceiverKind<Key, Settings, Message, GrafanaList, ContactPoint> => kind;

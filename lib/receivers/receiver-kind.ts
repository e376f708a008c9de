/** What a kind of receiver is: everything about Slack, for example, stands in its one file. */
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
  /** Whether the operator of Prometheus loads the configuration. */
  readonly hasOperator: boolean;
  /** Takes a credential out of the configuration; returns the path of the file that Alertmanager reads it from. */
  readonly secretFile: (name: string, secret: Secret) => string;
}

/** A group of an Alertmanager's configuration, as a person wrote it. */
type Config = Readonly<Record<string, unknown>>;
/** The settings of a receiver that a person wrote: in clear, and the keys of its credentials. A text says why it has none. */
export type AdoptedSettings = { readonly open?: Config; readonly secrets?: readonly string[] } | string;

/** An engine that lacks the kind is left out; settings then refuse the kind and name the other engine. */
export interface ReceiverKind<
  Key extends string = string,
  Settings extends z.ZodType = z.ZodType,
  Message = unknown,
  GrafanaList extends string = string,
  ContactPoint = unknown,
> {
  /** Its key in `alerting.routes.<severity>`. */
  readonly key: Key;
  /** Its name in the words of a diff, as in "warning alerts tell Slack". */
  readonly name: string;
  /** One sentence for docs/settings.md: what arrives there, and the limits of the form. */
  readonly description: string;
  /** What a stack file says of it. Credentials are `secret`, so that settings refuse them in clear text. */
  readonly settings: Settings;
  /** Where its messages are not plain text. */
  readonly markup?: Markup;
  /** Whether it needs the mail server of `alerting.smtp`. */
  readonly needsMailServer?: boolean;
  /** How its credentials look, whatever they are called; policies refuse them in clear text. */
  readonly credentialPatterns?: readonly RegExp[];
  /** How its credentials are called at the end of a property's name, in snake case; policies refuse them in clear text. */
  readonly credentialNames?: readonly string[];
  /** The fields of its message, as templates. */
  message(parts: MessageParts): Message;
  readonly alertmanager?: {
    /** The list of a receiver that it stands in, such as `slack_configs`. */
    readonly list: string;
    /** A key without which it does not work, and with which the operator of Prometheus refuses the configuration. */
    readonly unknownToOperator?: string;
    config(settings: z.output<Settings>, message: Message, context: AlertmanagerContext): object;
    /** Reads an entry of its list that a person wrote; `global` is the group of that name. */
    adopt(config: Config, global: Config): AdoptedSettings;
  };
  readonly grafana?: {
    /** The list of the provider's contact point that it stands in, such as `slacks`. */
    readonly list: GrafanaList;
    contactPoint(settings: z.output<Settings>, message: Message, context: ReceiverContext): ContactPoint;
  };
}

/** The kind itself, with its types inferred. */
export const defineReceiver = <
  const Key extends string,
  Settings extends z.ZodType,
  Message,
  const GrafanaList extends string,
  ContactPoint,
>(
  kind: ReceiverKind<Key, Settings, Message, GrafanaList, ContactPoint>,
): ReceiverKind<Key, Settings, Message, GrafanaList, ContactPoint> => kind;

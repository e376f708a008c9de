/** The only reader of Pulumi's configuration. */
import * as pulumi from '@pulumi/pulumi';
import { structured } from './raw';
import type { Settings } from './schema';
import { SettingsError, toSettings } from './settings';

/**
 * The settings of the stack that is being deployed. A mistake ends the program with one message for the person who
 * wrote the stack file, and no stack trace.
 */
export function readSettings(): Settings {
  const prefix = `${pulumi.getProject()}:`;
  const own = Object.entries(pulumi.runtime.allConfig()).flatMap(([key, value]): [string, string][] =>
    key.startsWith(prefix) ? [[key.slice(prefix.length), value]] : [],
  );
  try {
    return toSettings(pulumi.getStack(), structured(Object.fromEntries(own)));
  } catch (error) {
    if (error instanceof SettingsError) throw new pulumi.RunError(error.message);
    throw error;
  }
}

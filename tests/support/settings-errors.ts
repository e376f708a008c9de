import { trading } from '../../platform';
import { SettingsError, toSettings } from '../../lib/settings/settings';

/** The lines of the error about these settings, without the heading; none if they are valid. */
export function settingsErrors(raw: unknown, secrets: readonly string[] = [], stack = 'dev'): string[] {
  try {
    toSettings(trading, stack, raw, new Set(secrets));
    return [];
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return error.message
      .split('\n')
      .slice(1)
      .map((line) => line.trim());
  }
}

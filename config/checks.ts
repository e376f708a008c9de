/** What a schema cannot say: settings that contradict each other, and thresholds that could never fire. */
import type { Problem } from './problems';
import type { Parsed } from './schema';

export function check(_settings: Parsed): Problem[] {
  return [];
}

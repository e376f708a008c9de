/** An edit and what a reviewer is told of it. */
import type { Edit } from '../reviewed';

export interface Row {
  readonly edit: Edit;
  /** Sentences, or parts of one, that a reviewer reads. */
  readonly says: readonly string[];
  /** What would be noise, or wrong. */
  readonly not?: readonly string[];
  /** One cause is one line. */
  readonly lines?: number;
}

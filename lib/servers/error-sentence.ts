/** Describes an exception as a sentence that a user can act on, without a stack trace. */
import { types } from 'node:util';

const { isNativeError } = types;

/** Fields of Node's errors in addition to the message. */
interface Details {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly path?: unknown;
  readonly cause?: unknown;
  readonly errors?: unknown;
  readonly issues?: unknown;
}

/** File system errors by their code. */
const FILE_ERRORS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  EACCES: 'this user may not open it',
  EPERM: 'this user may not do that',
  EISDIR: 'is a folder, not a file',
  ENOTDIR: 'a part of this path is a file, not a folder',
  ENOSPC: 'the disk is full',
  EROFS: 'the file system is read-only',
  EMFILE: 'too many files are open',
};

/** `panels.3.gridPos: expected object` for each of the first issues of a ZodError. */
function describeIssues(issues: readonly unknown[]): string {
  const MOST = 3;
  const all = issues.map((issue) => {
    const { path, message } = issue as { readonly path?: readonly PropertyKey[]; readonly message?: string };
    const place = (path ?? []).map(String).join('.');
    return `${place === '' ? '' : `${place}: `}${message ?? 'is not as expected'}`;
  });
  return [...all.slice(0, MOST), ...(all.length > MOST ? [`and ${all.length - MOST} more`] : [])].join('; ');
}

/** An exception as one sentence: its innermost cause, and the file that it names. Never empty. */
export function describeError(error: unknown): string {
  if (!isNativeError(error))
    return typeof error === 'string' && error !== '' ? error : (JSON.stringify(error) ?? 'nothing was said');
  const { name, code, path, cause, errors, issues } = error as Details;
  if (Array.isArray(issues)) return describeIssues(issues);
  if (Array.isArray(errors) && errors.length > 0) return [...new Set(errors.map(describeError))].join('; ');
  // `fetch failed` and `terminated` say nothing; their cause does.
  if (isNativeError(cause)) return describeError(cause);
  if (typeof path === 'string' && typeof code === 'string')
    return `${path}: ${FILE_ERRORS[code] ?? `cannot be opened (${code})`}`;
  const [message = ''] = [error.message, typeof code === 'string' ? code : '', String(name)].filter(Boolean);
  return message;
}

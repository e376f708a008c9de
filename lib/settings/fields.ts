/** Types of values in a stack file. Each error message completes "needs ...". */
import { z } from 'zod';
import { canonicalDuration, isDuration, seconds, type Duration } from '../units';
import { coerceNumber, coerceString, coerceBoolean } from './raw';
import { IMAGES } from './versions';

/** A duration from `least` to `most`; `why` ends the sentence that names them. */
export const duration = (least: Duration, most: Duration, why = '') => {
  const error = 'a duration such as "90s", "5m", "1h" or "15d"';
  return z
    .string({ error })
    .refine(isDuration, { error, abort: true })
    .refine((text) => seconds(text) >= seconds(least) && seconds(text) <= seconds(most), {
      error: `${least} to ${most}${why}`,
    })
    .transform((text): Duration => canonicalDuration(text));
};
export const number = z.preprocess(coerceNumber, z.number().nonnegative());
export const wholeNumber = (least: number, most: number) => {
  const error = `a whole number from ${least} to ${most}`;
  return z.preprocess(
    coerceNumber,
    z.number({ error }).multipleOf(1, { error }).gte(least, { error }).lte(most, { error }),
  );
};
export const port = wholeNumber(1, 65535);
/** MiB. */
export const memory = (least: number) => wholeNumber(least, 1024 * 1024);
export const flag = z.preprocess(coerceBoolean, z.boolean());
const hasLength = ({ value }: { readonly value: unknown }) => typeof value === 'string' || Array.isArray(value);
/** Like `min(1)`, which throws on a group that has a key `length`. */
const notEmpty = (error?: string) =>
  new z.core.$ZodCheckMinLength({
    check: 'min_length',
    minimum: 1,
    when: hasLength,
    ...(error !== undefined && { error: () => error }),
  });
/** A list with at least one element. */
export const listOf = <T extends z.ZodType>(element: T, error?: string) =>
  z.array(element, error).check(notEmpty(error));
/** A group of settings that are all optional. */
export const group = <Shape extends z.core.$ZodShape>(shape: Shape, description?: string) => {
  const schema = z.strictObject(shape).prefault({} as z.input<z.ZodObject<Shape, z.core.$strict>>);
  return description === undefined ? schema : schema.describe(description);
};
export const text = z.preprocess(coerceString, z.string().check(notEmpty()));
export const stringMatching = (pattern: RegExp, error: string) =>
  z.string({ error }).regex(pattern, { error, abort: true });
/** An image with a fixed version. A moving tag stands for different programs over time. */
export const image = stringMatching(
  /^[\w.-]+(:\d+)?(\/[\w.-]+)*(:(?!latest\b)\w[\w.-]*(@sha256:[0-9a-f]{64})?|@sha256:[0-9a-f]{64})$/,
  `an image with a fixed tag or digest, such as "${IMAGES.prometheus}"; never "latest"`,
);
export const url = z
  .url({ protocol: /^https?$/, error: 'an http:// or https:// address' })
  .transform((address) => address.replace(/\/+$/, ''));
export const name = stringMatching(
  /^[a-z][a-z0-9-]{0,23}$/,
  'lower-case letters, digits and dashes, at most 24, beginning with a letter',
);
/** Host and port of a server. */
export const address = stringMatching(
  /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?:([1-9]\d{0,3}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d{2}|655[0-2]\d|6553[0-5])$/i,
  'host:port, such as "backend:8000"',
);
/** Where a container's port is published on the host. */
export const bindAddress = z.union([z.ipv4(), z.ipv6()], { error: 'an IP address such as "127.0.0.1" or "0.0.0.0"' });
/** A key of a Secret or a ConfigMap in the cluster. */
export const keyReference = (error: string) =>
  z
    .strictObject({
      name: stringMatching(/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/, error),
      key: stringMatching(/^[-._a-zA-Z0-9]{1,253}$/, error),
    })
    .meta({ id: 'KeyReference' });
export const mailAddress = stringMatching(/^[^\s@]+@[^\s@]+$/, 'a mail address');
/** The numeric id of an object in another system, as a text; may be negative. */
export const digits = z.preprocess(
  coerceString,
  stringMatching(/^-?[1-9]\d{0,15}$/, 'a whole number, such as "-1001234567890"'),
);

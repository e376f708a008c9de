/** How server certificates are verified: those of the scraped platform and of the remote-write receivers. */
import { z } from 'zod';
import { isGroup } from '../json-values';
import { keyReference, stringMatching } from './fields';

const CERTIFICATE = /^\s*(-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----\s*)+$/;
const PEM = 'certificates in PEM, from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----';
const REFERENCE = 'a name and a key, such as { configMapKeyRef: { name: company-ca, key: ca.crt } }';
const certificateAuthority = z.union(
  [
    z.strictObject({ configMapKeyRef: keyReference(REFERENCE) }).meta({ id: 'ConfigMapReference' }),
    z.strictObject({ secretKeyRef: keyReference(REFERENCE) }).meta({ id: 'SecretReference' }),
    stringMatching(CERTIFICATE, PEM),
  ],
  { error: ({ input }) => (isGroup(input) ? REFERENCE : PEM) },
);

/** `server` completes the descriptions, such as "the platform". */
export const tls = (server: string) =>
  z
    .strictObject({
      ca: certificateAuthority
        .optional()
        .describe(
          `Authority that signed the certificate of ${server}, in PEM, or on Kubernetes by configMapKeyRef or secretKeyRef; the authorities of Prometheus' image where left out`,
        ),
      serverName: stringMatching(/^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$/, 'a name such as "backend.example.com"')
        .optional()
        .describe(`Name in the certificate of ${server}, where it is not the name that it is reached by`),
    })
    .optional();
export type Tls = NonNullable<z.output<ReturnType<typeof tls>>>;

interface ServersWithTls {
  readonly backend: { readonly tls?: Tls | undefined };
  readonly prometheus: { readonly remoteWrite: readonly { readonly tls?: Tls | undefined }[] };
}

/** Every group `tls` by its path, with the file name of its certificate authority. */
export const tlsGroups = ({ backend, prometheus }: ServersWithTls) =>
  [
    { path: 'backend.tls', file: backendAuthority, tls: backend.tls },
    ...prometheus.remoteWrite.map((each, index) => ({
      path: `prometheus.remoteWrite[${index}].tls`,
      file: remoteWriteAuthority(index),
      tls: each.tls,
    })),
  ].flatMap((each) => (each.tls === undefined ? [] : [{ ...each, tls: each.tls }]));

/** The certificate authorities in the stack file, by file name. */
export const certificateAuthorities = (settings: ServersWithTls): Readonly<Record<string, string>> =>
  Object.fromEntries(
    tlsGroups(settings).flatMap(({ file, tls: { ca } }) => (typeof ca === 'string' ? [[file, `${ca.trim()}\n`]] : [])),
  );

export const backendAuthority = 'backend.crt';
export const remoteWriteAuthority = (index: number): string => `remote-write-${index}.crt`;

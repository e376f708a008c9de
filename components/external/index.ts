/** Servers that exist already: only addresses and credentials, and rule groups for the ruler if there is one. */
import * as pulumi from '@pulumi/pulumi';
import type { Connection, ExternalServers } from '../../lib/settings/external';
import { stackPrefix } from '../../lib/settings/names';
import type { Placement, ServerAccess } from '../placement';
import { withDeferredInputs, type PreparedStack } from '../prepared-stack';
import { RulerRules, type CredentialVariable } from './ruler';

/** The value of the header `Authorization`; undefined if the server needs none, or an environment variable has it. */
function authorization(
  { basicAuth, bearerToken }: Connection,
  resolve: PreparedStack['resolve'],
): pulumi.Output<string> | undefined {
  if (bearerToken !== undefined) return pulumi.secret(`Bearer ${bearerToken.reveal()}`);
  if (basicAuth === undefined) return undefined;
  const { username, password } = basicAuth;
  if (password === undefined) return undefined;
  return pulumi.secret(
    pulumi
      .all([resolve(username), resolve(password.reveal())])
      .apply((credentials) => `Basic ${Buffer.from(credentials.join(':')).toString('base64')}`),
  );
}

/** Where Pulumi's process has the credential of the ruler; undefined if the settings have it, or it needs none. */
function credentialVariable(
  { basicAuth, bearerTokenVariable }: Connection,
  resolve: PreparedStack['resolve'],
): CredentialVariable | undefined {
  if (bearerTokenVariable !== undefined) return { name: bearerTokenVariable };
  if (basicAuth?.passwordVariable === undefined) return undefined;
  return { name: basicAuth.passwordVariable, username: resolve(basicAuth.username) };
}

function headers(
  connection: Connection,
  resolve: PreparedStack['resolve'],
): Readonly<Record<string, pulumi.Input<string>>> {
  const credentials = authorization(connection, resolve);
  return {
    ...(connection.tenant === undefined ? {} : { 'X-Scope-OrgID': connection.tenant }),
    ...(credentials === undefined ? {} : { Authorization: credentials }),
  };
}

/** Returns what the content needs to know about the servers; also loads the rules into the ruler. */
export function externalServers(
  stack: PreparedStack,
  { grafana, prometheus, ruler }: ExternalServers,
  { nameOf, opts }: Placement,
): ServerAccess {
  const { settings, content, resolve } = stack;
  if (ruler !== undefined)
    new RulerRules(
      nameOf('rules'),
      {
        url: ruler.url,
        tenant: ruler.tenant,
        authorization: authorization(ruler, resolve),
        credentialVariable: credentialVariable(ruler, resolve),
        namespace: stackPrefix(settings),
        interval: settings.backend.scrapeInterval,
        groups: content.prometheusGroups,
      },
      withDeferredInputs(stack, opts),
    );
  const connection = 'dataSourceUid' in prometheus ? undefined : prometheus;
  return {
    ownsGrafana: false,
    url: grafana.url,
    auth: pulumi.secret(grafana.token.reveal()),
    prometheusUrl: connection?.url,
    prometheusHeaders: connection === undefined ? {} : headers(connection, resolve),
    outputs: {
      grafanaUrl: grafana.url,
      grafanaUser: undefined,
      grafanaPassword: undefined,
      prometheusUrl: connection?.url,
      alertmanagerUrl: undefined,
      portForward: undefined,
      secretNames: undefined,
    },
  };
}

/** Grafana as values of the chart: the same server as on Docker. As there, its content is created through its API. */
import type { Secret } from '../../settings/secret';
import { grafanaMail } from '../grafana-mail';
import { parseImage } from '../../settings/images';
import type { Settings } from '../../settings/schema';
import { serviceAnnotations, unlessEmpty } from './metadata';
import { names } from './names';
import { claim, placement, podSecurity, resources } from './pods';

const SECRETS = '/etc/grafana-secrets';
/** Keys of the Secret with the administrator's account. */
export const ADMIN = { user: 'admin-user', password: 'admin-password' } as const;
/** The key of the mail server's password in the same secret. */
const MAIL_PASSWORD = 'smtp-password';

/** The entries of the Secret in addition to the account. */
export function grafanaSecrets({ alerting }: Settings): Readonly<Record<string, Secret>> {
  const password = grafanaMail(alerting)?.password;
  return password === undefined ? {} : { [MAIL_PASSWORD]: password };
}

function mail({ alerting }: Settings) {
  const found = grafanaMail(alerting);
  if (found === undefined) return {};
  const { host, from, user, startTlsPolicy } = found;
  return { smtp: { enabled: true, host, from_address: from, startTLS_policy: startTlsPolicy, user } };
}

function ingress({ kubernetes: { ingress: settings, annotations } }: Settings) {
  if (settings === undefined) return { enabled: false };
  const { host, className, tlsSecret } = settings;
  return {
    enabled: true,
    ...unlessEmpty('annotations', annotations),
    ingressClassName: className,
    hosts: [host],
    tls: tlsSecret === undefined ? [] : [{ secretName: tlsSecret, hosts: [host] }],
  };
}

export function grafanaValues(settings: Settings) {
  const { grafana, kubernetes } = settings;
  const { grafana: fullnameOverride, grafanaAdmin } = names(settings);
  const { accessModes, storageClassName } = claim(kubernetes.storage.class, kubernetes.storage.grafanaSize);
  return {
    fullnameOverride,
    ...placement(settings),
    ...unlessEmpty('extraLabels', kubernetes.labels),
    ...unlessEmpty('annotations', kubernetes.annotations),
    ...unlessEmpty('podAnnotations', kubernetes.annotations),
    ...serviceAnnotations(settings),
    replicas: 1,
    // Two pods cannot mount one `ReadWriteOnce` volume: the old pod stops before the new one starts.
    deploymentStrategy: { type: 'Recreate' },
    image: parseImage(grafana.image),
    defaultDashboardsEnabled: false,
    // Nothing in the pod reads the Kubernetes API, so it needs no rights there.
    sidecar: { dashboards: { enabled: false }, datasources: { enabled: false } },
    rbac: { create: false },
    automountServiceAccountToken: false,
    serviceAccount: { autoMount: false },
    testFramework: { enabled: false },
    // It runs as root, and `fsGroup` has the same effect.
    initChownData: { enabled: false },
    admin: { existingSecret: grafanaAdmin, userKey: ADMIN.user, passwordKey: ADMIN.password },
    // A file instead of the chart's environment variable, which everybody who can inspect the process can read.
    env: {
      GF_SECURITY_ADMIN_PASSWORD__FILE: `${SECRETS}/${ADMIN.password}`,
      ...(MAIL_PASSWORD in grafanaSecrets(settings) && { GF_SMTP_PASSWORD__FILE: `${SECRETS}/${MAIL_PASSWORD}` }),
    },
    extraSecretMounts: [{ name: 'admin', secretName: grafanaAdmin, mountPath: SECRETS, readOnly: true }],
    resources: resources(kubernetes.cpu.grafana, grafana.memory),
    securityContext: podSecurity(472, 472),
    containerSecurityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      seccompProfile: { type: 'RuntimeDefault' },
    },
    persistence: {
      enabled: true,
      type: 'pvc',
      accessModes,
      size: kubernetes.storage.grafanaSize,
      storageClassName,
      annotations: kubernetes.protectData ? { 'helm.sh/resource-policy': 'keep' } : undefined,
    },
    ingress: ingress(settings),
    'grafana.ini': {
      server: { root_url: grafana.externalUrl },
      users: { allow_sign_up: false },
      analytics: { reporting_enabled: false, check_for_updates: false, check_for_plugin_updates: false },
      plugins: { preinstall_disabled: true },
      security: { disable_gravatar: true },
      ...mail(settings),
    },
  };
}

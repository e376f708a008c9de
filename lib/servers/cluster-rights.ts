/** Checks before an update what the cluster lacks for a stack, and which rights the user lacks there. */
import type { Settings } from '../settings/schema';
import { kubectl } from './kubectl';

interface Right {
  readonly group: string;
  readonly resource: string;
  /** Set if the right is for the whole cluster, instead of the stack's namespace. */
  readonly clusterWide?: true;
}

const RBAC = 'rbac.authorization.k8s.io';
const OPERATOR = 'monitoring.coreos.com';
/** The kinds of objects that the stack and its releases create; the user needs the right to create each. */
function neededRights({ kubernetes }: Settings): Right[] {
  const { createNamespace, networkPolicies, operator } = kubernetes;
  return [
    ...(createNamespace ? [{ group: '', resource: 'namespaces', clusterWide: true } as const] : []),
    { group: RBAC, resource: 'clusterroles', clusterWide: true },
    { group: RBAC, resource: 'clusterrolebindings', clusterWide: true },
    ...(operator === 'own'
      ? ([
          { group: 'apiextensions.k8s.io', resource: 'customresourcedefinitions', clusterWide: true },
          { group: 'admissionregistration.k8s.io', resource: 'validatingwebhookconfigurations', clusterWide: true },
        ] as const)
      : []),
    { group: '', resource: 'configmaps' },
    { group: '', resource: 'secrets' },
    { group: 'apps', resource: 'deployments' },
    { group: OPERATOR, resource: 'prometheusrules' },
    { group: OPERATOR, resource: 'servicemonitors' },
    ...(networkPolicies ? [{ group: 'networking.k8s.io', resource: 'networkpolicies' }] : []),
  ];
}

/** kubectl prints a line for each review: resource, namespace and decision. */
const VERDICT =
  'jsonpath={.spec.resourceAttributes.resource}{"\\t"}{.spec.resourceAttributes.namespace}{"\\t"}{.status.allowed}{"\\n"}';

const review = ({ group, resource, clusterWide }: Right, namespace: string) => ({
  apiVersion: 'authorization.k8s.io/v1',
  kind: 'SelfSubjectAccessReview',
  spec: { resourceAttributes: { verb: 'create', group, resource, ...(clusterWide ? {} : { namespace }) } },
});

const OPERATED = ['prometheuses', 'alertmanagers', 'prometheusrules', 'servicemonitors'];

/** One sentence for missing kinds and one for missing rights; empty if they cannot be determined. */
export async function missingRights(settings: Settings, env = process.env): Promise<string[]> {
  const client = kubectl(settings, env);
  if (client === undefined) return [];
  const { context, namespace, operator } = settings.kubernetes;
  const reviews = neededRights(settings).map((right) => review(right, namespace));
  const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: reviews });
  const [answer, kinds] = await Promise.all([
    client.run(['create', '--filename', '-', '--output', VERDICT], list).catch(() => undefined),
    operator === 'own'
      ? undefined
      : client.run(['api-resources', '--api-group', OPERATOR, '--output', 'name']).catch(() => undefined),
  ]);
  const found = kinds?.split('\n').map((line) => line.split('.')[0]);
  const lacking = found === undefined ? [] : OPERATED.filter((kind) => !found.includes(kind));
  const refused = (answer ?? '').split('\n').flatMap((line) => {
    const [resource = '', where = '', allowed] = line.split('\t');
    return allowed === 'false' ? [where === '' ? resource : `${resource} in ${where}`] : [];
  });
  return [
    ...(lacking.length > 0
      ? [
          `The cluster of context "${context}" has no kinds ${lacking.join(', ')} of ${OPERATOR}: install the Prometheus operator there, or set kubernetes.operator to own.`,
        ]
      : []),
    ...(refused.length > 0
      ? [
          `The user of context "${context}" may not create ${refused.join(', ')}: the chart's releases make them. Deploy with a user who may, or ask whoever runs the cluster for these rights.`,
        ]
      : []),
  ];
}

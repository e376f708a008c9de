/** Grafana must not have a password that everybody knows. */
import type { Rule, Subject } from './rule';
import { absent, at, groups, type Group, type Value } from './value';
import { stackChart, workloads, type Workload } from './workloads';

/** Default passwords of Grafana and its charts, and common temporary ones. */
const WELL_KNOWN_PASSWORDS = ['admin', 'prom-operator', 'strongpassword', 'password', 'grafana', 'changeme', 'secret'];
const VARIABLE = 'GF_SECURITY_ADMIN_PASSWORD';

/** What is wrong with a password; empty if the password is not known yet. */
export function weakPasswordProblems(password: Value): string[] {
  if (absent(password)) return ['the admin password is empty'];
  return typeof password === 'string' && WELL_KNOWN_PASSWORDS.includes(password.trim().toLowerCase())
    ? [`the admin password is the default that everybody tries first`]
    : [];
}

const isGrafana = ({ image, env }: Workload): boolean =>
  (typeof image === 'string' && /(^|\/)grafana(-oss|-enterprise)?(:|@|$)/.test(image)) ||
  env.some(({ name }) => name.startsWith('GF_SECURITY_') || name.startsWith('GF_SERVER_'));

/** A Grafana whose environment contains its initial password. */
function server(workload: Workload, { uploads }: Group): string[] {
  const value = (name: string) => workload.env.find((variable) => variable.name === name);
  const file = value(`${VARIABLE}__FILE`);
  if (file !== undefined) {
    const upload = groups(uploads).findLast((each) => each.file === file.value);
    return upload === undefined ? [] : weakPasswordProblems(upload.content);
  }
  const inline = value(VARIABLE);
  if (inline === undefined) return isGrafana(workload) ? ['no admin password is set, and Grafana takes "admin"'] : [];
  // A variable without a value is filled from a Kubernetes Secret.
  if (inline.value === undefined) return [];
  return [
    ...weakPasswordProblems(inline.value),
    `the admin password stands in the environment, where \`docker inspect\` shows it`,
  ];
}

/** kube-prometheus-stack installs a Grafana with a default password from the chart. */
function chart(subject: Subject): string[] {
  const values = stackChart(subject);
  if (values === undefined || at(values, 'grafana.enabled') === false) return [];
  if (!absent(at(values, 'grafana.admin.existingSecret'))) return [];
  const password = at(values, 'grafana.adminPassword');
  return absent(password)
    ? ['no admin password is set, and the chart takes "prom-operator"']
    : weakPasswordProblems(password);
}

function provider(subject: Subject): string[] {
  if (subject.type !== 'pulumi:providers:grafana') return [];
  const { auth } = subject.props;
  const [, password] = typeof auth === 'string' ? (/^[^:]*:(.*)$/.exec(auth) ?? []) : [];
  return password === undefined ? [] : weakPasswordProblems(password);
}

export const ownPassword: Rule = {
  name: 'own-admin-password',
  description: "Grafana's admin has a password of the stack's own.",
  remedy: `Make one with \`random.RandomPassword\` and hand it over as a file (${VARIABLE}__FILE) or a Kubernetes secret.`,
  *broken(subject) {
    for (const workload of workloads(subject))
      for (const what of server(workload, subject.props)) yield workload.label + what;
    yield* chart(subject);
    yield* provider(subject);
  },
};

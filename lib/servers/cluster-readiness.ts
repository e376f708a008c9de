/** Checks after an update that the servers which the operator creates are ready: Helm does not wait for them. */
import { names } from '../compile/kubernetes/names';
import type { Settings } from '../settings/schema';
import { kubectl, type Kubectl } from './kubectl';
import { reasonAfter } from './processes';

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly observedGeneration?: number;
  readonly message?: string;
}
/** The status of a Prometheus or an Alertmanager, as the operator reports it. */
interface Operated {
  readonly metadata: { readonly generation?: number };
  readonly spec?: { readonly replicas?: number };
  readonly status?: { readonly availableReplicas?: number; readonly conditions?: readonly Condition[] };
}

/** What a server waits for; undefined if the operator has reconciled it and all replicas are ready. */
function waitsFor({ metadata, spec, status }: Operated): string | undefined {
  const condition = (type: string) => status?.conditions?.find((each) => each.type === type);
  const [reconciled, available] = [condition('Reconciled'), condition('Available')];
  if (reconciled?.status !== 'True' || reconciled.observedGeneration !== metadata.generation)
    return `the operator has not reconciled it${reconciled?.message ? `: ${reconciled.message}` : ''}`;
  if (available?.status === 'True') return undefined;
  const replicas = `${status?.availableReplicas ?? 0} of ${spec?.replicas ?? 1} replicas answer`;
  return available?.message ? `${replicas}: ${available.message.trim().replace(/\s+/g, ' ')}` : replicas;
}

const AGAIN = 2000;

async function readinessProblem({ run, where }: Kubectl, kind: string, name: string, limit: number): Promise<string[]> {
  const reason = await reasonAfter(limit, AGAIN, async () => {
    const answer = await run(['get', kind, name, '--output', 'json']).catch(() => undefined);
    // Without kubectl, or without the right to read the objects, the state is not known.
    return answer === undefined ? undefined : waitsFor(JSON.parse(answer) as Operated);
  });
  return reason === undefined
    ? []
    : [
        `${kind === 'prometheus' ? 'Prometheus' : 'Alertmanager'} is not ready after ${Math.round(limit / 1000)} s (${reason}): look at \`kubectl ${where.join(' ')} describe ${kind} ${name}\` and at its pods.`,
      ];
}

/** A sentence for each server in the cluster that is not ready within `limit` milliseconds. */
export async function unreadyInCluster(settings: Settings, limit = 300_000, env = process.env): Promise<string[]> {
  const client = settings.target === 'kubernetes' ? kubectl(settings, env) : undefined;
  if (client === undefined) return [];
  const { release } = names(settings);
  const kinds = ['prometheus', ...(settings.alerting.engine === 'alertmanager' ? ['alertmanager'] : [])];
  return (await Promise.all(kinds.map((kind) => readinessProblem(client, kind, `${release}-${kind}`, limit)))).flat();
}

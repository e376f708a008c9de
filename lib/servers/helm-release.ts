/**
 * Repairs a Helm release whose update was killed halfway. Helm refuses further updates of it ("another operation is in
 * progress"); a release whose update or rollback merely failed can be updated again.
 */
import { names } from '../compile/kubernetes/names';
import type { Settings } from '../settings/schema';
import { kubectl } from './kubectl';

/**
 * Milliseconds after which no update of the release can still be running: Helm's own timeout, and some time for hooks.
 */
const LONGEST = 30 * 60_000;

interface Revision {
  readonly metadata: {
    readonly name: string;
    readonly creationTimestamp: string;
    readonly labels: { readonly name: string };
  };
}

/**
 * Deletes revisions that were started and never finished, so that the next update continues from the last finished one.
 * Returns what the user has to do about revisions that may still be running.
 */
export async function mendReleases(settings: Settings, env = process.env, now = Date.now()): Promise<string[]> {
  const { release, kindsRelease } = names(settings);
  const client = kubectl(settings, env);
  if (client === undefined) return [];
  const { run, where } = client;
  const begun = `owner=helm,name in (${release},${kindsRelease}),status in (pending-install,pending-upgrade,pending-rollback)`;
  // Without kubectl, or without the right to read Secrets, the update itself reports Helm's error.
  const found = await run(['get', 'secrets', '--selector', begun, '--output', 'json']).catch(() => '{"items":[]}');
  const { items } = JSON.parse(found) as { readonly items: readonly Revision[] };
  const sentences = await Promise.all(
    items.map(async ({ metadata: { name, labels, creationTimestamp } }) => {
      if (now - Date.parse(creationTimestamp) > LONGEST) {
        await run(['delete', 'secret', name]);
        console.log(
          `An update of the release ${labels.name} was killed half way (${creationTimestamp}); this one goes on.`,
        );
        return [];
      }
      return [
        `An update of the release ${labels.name} began at ${creationTimestamp} and has not ended: wait for it. If it was killed, \`kubectl ${where.join(' ')} delete secret ${name}\` lets the next one go on.`,
      ];
    }),
  );
  return sentences.flat();
}

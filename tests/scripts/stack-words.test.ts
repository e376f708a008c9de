/** The words in which an update or a refresh is reported: what is no change, and what must not be printed. */
import { driftSentences } from '../../scripts/stack/drift-words';
import { describeHealed } from '../../scripts/stack/healed';
import { previewInWords, previewWithoutComparison } from '../../scripts/stack/preview-words';
import type { ResourceStep } from '../../scripts/support/resource-steps';
import { renderOf } from '../../scripts/diff/revision';

type Props = Readonly<Record<string, unknown>>;

function step(op: string, kind: string, name: string, old: [Props, Props], now?: [Props, Props]): ResourceStep {
  const state = ([inputs, outputs]: [Props, Props]) => ({ inputs, outputs }) as unknown as ResourceStep['old'];
  return { op, kind, name, urn: `urn::${kind}::${name}`, old: state(old), new: now && state(now) };
}
const FILES = renderOf('dev')({});

test('the same files in another order are no change', () => {
  const uploads = [
    { file: '/etc/grafana-secrets/admin-password', content: '[secret]' },
    { file: '/etc/grafana-secrets/smtp-password', content: '[secret]' },
  ];
  const [before, after] = [{ uploads }, { uploads: [...uploads].reverse() }];
  const text = previewInWords(
    'dev',
    [step('update', 'Container', 'grafana-files', [before, before], [after, after])],
    FILES,
    FILES,
  );
  expect(text).toBe('### What the engine does\n\n- container grafana-files is changed\n');
});

test('a stack is compared only where something changes that exists', () => {
  const steps = (...ops: string[]) => ops.map((op) => step(op, 'Container', 'grafana', [{}, {}], [{}, {}]));
  expect(previewWithoutComparison('dev', steps('same', 'same'))).toMatch(/^Nothing changes since the last update/);
  expect(previewWithoutComparison('dev', steps('create', 'create'))).toBe(
    'Stack dev is new: 2 resources are created. FULL=1 lists them.\n',
  );
  expect(previewWithoutComparison('dev', steps('create', 'update'))).toBeUndefined();
});

test('a changed file is named without its content', () => {
  const pager = (content: string) => ({ uploads: [{ file: '/etc/alertmanager/secrets/pager', content }] });
  const [before, after] = [pager('former-secret'), pager('new-secret')];
  const steps = [step('replace', 'Container', 'alertmanager-files', [before, before], [after, after])];
  const text = previewInWords('dev', steps, FILES, FILES);
  expect(text).toContain('container alertmanager-files is replaced: its file /etc/alertmanager/secrets/pager changes');
  expect(text).not.toMatch(/former-secret|new-secret/);
});

test('the preview names added and removed flags of a command, and no digest of an image', () => {
  const container = (image: string, ...command: string[]) => ({ image, command });
  const before = container('sha256:a33efe98', '--storage.tsdb.path=/prometheus', '--web.enable-lifecycle');
  const after = container('04da6b54-80e4-46f7-96ec-b56ff0331ba9', '--storage.tsdb.path=/prometheus', '--agent');
  const steps = [step('replace', 'Container', 'prometheus', [before, before], [after, after])];
  expect(previewInWords('dev', steps, FILES, FILES)).toContain(
    '- container prometheus is replaced: its image changes, its command loses --web.enable-lifecycle and gains --agent\n',
  );
});

test('drift of a property that may hold a credential names the property, not its value', () => {
  const inputs = { slacks: [{ url: 'former-secret' }] };
  const found = { slacks: [{ url: 'new-secret' }] };
  expect(driftSentences([step('refresh', 'ContactPoint', 'critical', [inputs, inputs], [inputs, found])])).toEqual([
    '- contact point critical was edited: slacks',
  ]);
});

test('drift of a rule in a cluster names the rule and who edited it', () => {
  const entry = (manager: string, time: string, subresource?: string) => ({
    manager,
    operation: 'Update',
    time,
    ...(subresource && { subresource }),
  });
  const object = (above: number, ...managedFields: object[]) => ({
    metadata: { managedFields },
    spec: {
      groups: [
        {
          rules: [
            { record: 'a:b:c', expr: '1' },
            { alert: 'HighErrorRate', expr: `a > ${above}` },
          ],
        },
      ],
    },
  });
  const inputs = { spec: object(1).spec };
  const deployed = object(1, entry('pulumi-kubernetes-1a2b', '10:00'), entry('kubectl-edit', '09:00'));
  const found = object(
    2,
    entry('pulumi-kubernetes-1a2b', '10:00'),
    entry('kubectl-edit', '11:00'),
    entry('argocd-controller', '11:00'),
    entry('operator', '11:00', 'status'),
  );
  const drift = [step('refresh', 'PrometheusRule', 'rules-api-health', [inputs, deployed], [inputs, found])];
  expect(driftSentences(drift)).toEqual([
    '- prometheus rule rules-api-health was edited by argocd-controller and kubectl-edit: HighErrorRate',
  ]);
});

test('a value that the server adds is no drift', () => {
  const inputs = { name: 'trading_grafana_dev', ports: [{ internal: 3000 }] };
  const found = { name: 'trading_grafana_dev', ports: [{ internal: 3000, protocol: 'tcp' }], ipAddress: '172.18.0.2' };
  expect(driftSentences([step('refresh', 'Container', 'grafana', [inputs, inputs], [inputs, found])])).toEqual([]);
});

test('a killed container is reported as stopped, though Docker’s provider reports an edit', () => {
  const inputs = { name: 'trading_grafana_dev', ports: [{ internal: 3000 }] };
  const refreshed = step('refresh', 'Container', 'grafana', [inputs, { ...inputs, mustRun: true }]);
  const killed = { ...refreshed, new: { inputs, outputs: { ...inputs, ports: [], mustRun: false } } as never };
  expect(driftSentences([killed])).toEqual(['- container grafana does not run']);
  const mended = step('replace', 'Container', 'grafana', [inputs, inputs], [inputs, inputs]);
  expect(describeHealed([killed, mended], [])).toBe('Healed: container grafana was stopped.');
});

test('a container that never runs and was edited is not reported as stopped', () => {
  const inputs = { name: 'trading_grafana_dev_files', mustRun: false, user: '472:0' };
  const found = { ...inputs, user: '0:0' };
  expect(driftSentences([step('refresh', 'Container', 'grafana-files', [inputs, inputs], [inputs, found])])).toEqual([
    '- container grafana-files was edited: user',
  ]);
});

describe('a dashboard is compared as Grafana’s provider reads it, without panel ids', () => {
  interface Panel {
    title: string;
    id?: number;
    type: string;
    gridPos: unknown;
  }
  const configJson = String(FILES['grafana/dashboards/overview.json']);
  const dashboard = JSON.parse(configJson) as { title: string; panels: Panel[] };
  const read = (edit: (panels: Panel[]) => Panel[]) => ({
    configJson: JSON.stringify({
      ...dashboard,
      panels: edit(dashboard.panels).map(({ id: _, ...panel }) => panel),
    }),
  });
  const sentences = (edit: (panels: Panel[]) => Panel[]) =>
    driftSentences([step('refresh', 'Dashboard', 'overview', [{ configJson }, read((all) => all)], [{}, read(edit)])]);
  const isGraph = ({ type }: Panel) => type !== 'row';
  const first = dashboard.panels.find(isGraph) as Panel;

  test('a changed panel title is one edit, of that panel', () => {
    const found = sentences((panels) => panels.map((panel) => (panel === first ? { ...panel, title: 'Mine' } : panel)));
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(first.title);
    expect(found[0]).toContain('Mine');
  });

  test('a moved, deleted or added panel is named', () => {
    const moved = sentences((panels) => [
      ...panels.filter((panel) => panel !== first),
      { ...first, gridPos: { x: 0, y: 99, w: 4, h: 4 } },
    ]);
    expect(moved.join('\n')).toContain(first.title);
    expect(sentences((panels) => panels.filter((panel) => panel !== first)).join('\n')).toContain(first.title);
    const added = sentences((panels) => [
      ...panels,
      { ...first, title: 'Another', gridPos: { x: 0, y: 99, w: 4, h: 4 } },
    ]);
    expect(added.join('\n')).toContain('Another');
    expect(added.join('\n')).not.toContain(first.title);
  });

  test('content that is not a dashboard is reported as edited', () => {
    const found = { configJson: JSON.stringify({ ...dashboard, panels: [{ title: 7 }] }) };
    expect(
      driftSentences([step('refresh', 'Dashboard', 'overview', [{ configJson }, { configJson }], [{}, found])]),
    ).toEqual(['- dashboard overview was edited']);
  });
});

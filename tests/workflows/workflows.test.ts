/**
 * The workflows are valid and pinned, have no more rights than they need, and their scripts do what the steps need.
 */
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { load } from 'js-yaml';
import { IMAGES, NEXT_GRAFANA } from '../../lib/settings/versions';
import { stackNames } from '../../lib/settings/stack-file';
import { tool } from '../../lib/servers/tools';
import { Runner } from '../support/workflow-runner';

const ROOT = join(__dirname, '../..');
const GITHUB = join(ROOT, '.github');
const yamlBelow = (folder: string) =>
  readdirSync(join(GITHUB, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.ya?ml$/.test(file))
    .map((file) => `${folder}/${file}`);
const read = (file: string) => readFileSync(join(GITHUB, file), 'utf8');

interface Job {
  readonly if?: string;
  readonly environment?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly steps?: readonly object[];
}
interface Workflow {
  readonly on: unknown;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}
const workflows = yamlBelow('workflows');
const workflow = (file: string) => load(read(file)) as Workflow;
const jobs = workflows.flatMap((file) =>
  Object.entries(workflow(file).jobs).map(([name, job]) => ({ at: `${file} ${name}`, file, job })),
);

test('actionlint finds nothing', async () => {
  const files = workflows.map((file) => join(GITHUB, file));
  await expect(promisify(execFile)(await tool('actionlint'), ['-no-color', ...files])).resolves.toMatchObject({
    stdout: '',
  });
});

test.each([...workflows, ...yamlBelow('actions')])(
  '%s pins every action to a commit, and names its version',
  (file) => {
    const uses = [...read(file).matchAll(/^\s*(?:- )?uses: (.*)$/gm)].map(([, action = '']) => action);
    const loose = uses.filter((action) => !/^(\.\/\S+|[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/.test(action));
    expect(loose).toEqual([]);
  },
);

test('a version of an action is the same commit everywhere', () => {
  const pins = [...workflows, ...yamlBelow('actions')].flatMap((file) =>
    [...read(file).matchAll(/uses: ([\w./-]+)@([0-9a-f]{40}) # (\S+)/g)].map(
      ([, name = '', commit = '', version = '']): [string, string] => [`${name} ${version}`, commit],
    ),
  );
  const moved = pins.filter(([version, commit]) => new Map(pins).get(version) !== commit);
  expect(moved).toEqual([]);
});

test.each(workflows)('%s may only read, unless a job declares what it writes', (file) => {
  expect(workflow(file).permissions).toEqual({ contents: 'read' });
});

test('a token that may write, or a credential, is only in steps that use it', () => {
  const rights = jobs.flatMap(({ at, job }) =>
    Object.entries(job.permissions ?? {})
      .filter(([, right]) => right === 'write')
      .map(([scope]) => `${at}: ${scope}`),
  );
  const writeRights = rights.filter((right) => !right.startsWith('workflows/kind.yml'));
  expect(writeRights).toEqual([
    'workflows/deploy-stack.yml up: id-token',
    'workflows/deploy.yml dev: id-token',
    'workflows/deploy.yml prod: id-token',
    'workflows/nightly.yml drift: id-token',
    'workflows/nightly.yml drift: issues',
    'workflows/pull-request.yml comment: pull-requests',
    'workflows/pull-request.yml preview: id-token',
  ]);
});

const pullRequestJobs = jobs.filter(({ file }) => JSON.stringify(workflow(file).on).includes('pull_request'));
test('a fork’s pull request gets no credential and no token that may write', () => {
  const trusting = pullRequestJobs
    .filter(
      ({ job }) => JSON.stringify(job).includes('secrets.') || Object.values(job.permissions ?? {}).includes('write'),
    )
    .filter(
      ({ job }) => job.if?.includes('github.event.pull_request.head.repo.full_name == github.repository') !== true,
    );
  expect(trusting.map(({ at }) => at)).toEqual([]);
  expect(workflows.filter((file) => read(file).includes('pull_request_target'))).toEqual([]);
});

test('a job with a secret belongs to an environment, whose reviewers must approve it', () => {
  const open = jobs.filter(({ job }) => JSON.stringify(job).includes('secrets.') && job.environment === undefined);
  expect(open.map(({ at }) => at)).toEqual([]);
});

test('the script of a step exists and is executable', () => {
  const named = [...workflows, ...yamlBelow('actions')].flatMap(
    (file) => read(file).match(/\.github\/scripts\/[\w-]+\.sh/g) ?? [],
  );
  const missing = named.filter(
    (path) => !existsSync(join(ROOT, path)) || (statSync(join(ROOT, path)).mode & 0o111) === 0,
  );
  expect(named.length).toBeGreaterThan(5);
  expect(missing).toEqual([]);
});

test('no step runs text from outside contributors', () => {
  const spliced = workflows.flatMap((file) => read(file).match(/run: .*\$\{\{.*\}\}/g) ?? []);
  expect(spliced).toEqual([]);
});

test('stacks.sh lists the existing stacks', () => {
  expect(JSON.parse(new Runner().runStep('stacks.sh', []))).toEqual(stackNames());
});

test('grafanas.sh lists the Grafana that is deployed and the next major release', () => {
  expect(JSON.parse(new Runner().runStep('grafanas.sh', []))).toEqual([IMAGES.grafana, NEXT_GRAFANA]);
});

describe('diff.sh', () => {
  const withDiff = (code: number) => new Runner().addProgram('npm', `echo words; exit ${code}`);

  test.each([0, 2])('passes if the diff ends with %i', (code) => {
    const runner = withDiff(code);
    runner.runStep('diff.sh', ['abc123', join(runner.folder, 'diff.md')]);
    expect(runner.read('diff.md')).toBe('words\n');
    expect(runner.calls()).toEqual(['run --silent diff -- --base abc123']);
  });
  test('fails if the diff itself failed', () => {
    const runner = withDiff(1);
    expect(() => runner.runStep('diff.sh', ['abc123', join(runner.folder, 'diff.md')])).toThrow();
  });
  test('replays the alerts if the URL of a Prometheus is set', () => {
    const runner = withDiff(2);
    runner.runStep('diff.sh', ['abc123', join(runner.folder, 'diff.md')], { PROMETHEUS_URL: 'http://prometheus:9090' });
    expect(runner.calls()).toEqual(['run --silent diff -- --base abc123 --replay http://prometheus:9090 --range 7d']);
  });
});

describe('pictures.sh', () => {
  /** A Docker whose container has a file of Grafana's, and an npm that prints its arguments. */
  const runner = () =>
    new Runner()
      .addProgram('docker', 'case $1 in create) echo c1 ;; cp) touch "$4/VERSION" ;; esac')
      .addProgram('npm', 'ls "$GRAFANA_HOME"');

  test('takes the pictures with the Grafana version that the stack deploys', () => {
    const subject = runner();
    expect(subject.runStep('pictures.sh', ['abc123', 'out'])).toBe('VERSION\n');
    expect(subject.calls()).toEqual([
      `create ${IMAGES.grafana}-ubuntu`,
      expect.stringMatching(/^cp --quiet c1:\/usr\/share\/grafana\/\. \S+$/),
      'rm c1',
      'run --silent pictures -- --base abc123 --out out',
    ]);
  });
  test('fails if the pictures cannot be taken', () => {
    const subject = runner().addProgram('npm', 'exit 1');
    expect(() => subject.runStep('pictures.sh', ['abc123', 'out'])).toThrow();
  });
});

describe('comment.sh', () => {
  /** A pull request with these comments. */
  const github = (...bodies: string[]) => {
    const runner = new Runner();
    const comments = bodies.map((body, i) => ({ id: 100 + i, body, user: { type: 'Bot' } }));
    const list = runner.file('comments.json', JSON.stringify(comments));
    // Lists the comments as gh does, with the script's --jq.
    return runner.addProgram('gh', `if [[ $2 == --paginate ]]; then jq --raw-output "$5" '${list}'; fi`);
  };
  const comment = (runner: Runner, text: string) => {
    runner.runStep('comment.sh', ['7', runner.file('diff.md', text)]);
    return runner.calls().slice(1);
  };
  const COMMENTS = 'repos/acme/observability/issues';

  test('comments the first time', () => {
    expect(comment(github('somebody else’s'), 'prod: warns at 0.8 s')).toEqual([
      `api --silent --method POST ${COMMENTS}/7/comments --raw-field body=<!-- diff-in-words -->~prod: warns at 0.8 s`,
    ]);
  });
  test('updates that comment from then on', () => {
    expect(comment(github('other', '<!-- diff-in-words -->\nold'), 'new')).toEqual([
      `api --silent --method PATCH ${COMMENTS}/comments/101 --raw-field body=<!-- diff-in-words -->~new`,
    ]);
  });
  test('does not comment if nothing changes', () => expect(comment(github(), '')).toEqual([]));
  test('says in an existing comment that nothing changes any more', () => {
    expect(comment(github('<!-- diff-in-words -->\nold'), '')).toEqual([
      expect.stringContaining('Nothing that is deployed changes.'),
    ]);
  });
  test('cuts a text that is too long for GitHub, and says where the rest is', () => {
    const [call = ''] = comment(github(), 'x'.repeat(70_000));
    expect(call.length).toBeLessThan(65_536);
    expect(call).toContain('The rest is in the artifact');
  });
});

describe('drift.sh', () => {
  const TITLE = 'Drift: stack prod is not as its file says';
  const github = (...titles: string[]) => {
    const runner = new Runner();
    const list = runner.file('issues.json', JSON.stringify(titles.map((title, i) => ({ number: 40 + i, title }))));
    return runner.addProgram(
      'gh',
      `if [[ $2 == list ]]; then while [[ $1 != --jq ]]; do shift; done; jq --raw-output "$2" '${list}'; fi`,
    );
  };
  const night = (runner: Runner, outcome: string) => {
    runner.runStep('drift.sh', ['prod', outcome, runner.file('drift.log', '~ grafana:Dashboard changed by hand\n')]);
    return runner.calls().slice(1);
  };

  test('opens an issue with what differs', () => {
    expect(night(github('other'), 'failure')).toEqual([
      expect.stringMatching(/^issue create --repo acme\/observability --title Drift: stack prod .*changed by hand/),
    ]);
  });
  test('updates the open issue instead of opening a second one', () => {
    expect(night(github(TITLE), 'failure')).toEqual([expect.stringMatching(/^issue edit 40 /)]);
  });
  test('closes it when the stack matches its file again', () => {
    expect(night(github('other', TITLE), 'success')).toEqual([expect.stringMatching(/^issue close 41 /)]);
  });
  test('does nothing if nothing differs', () => expect(night(github(), 'success')).toEqual([]));
});

test('kubeconfig.sh writes the cluster’s credentials to a file that only the job’s user can read', () => {
  const runner = new Runner();
  runner.runStep('kubeconfig.sh', [], { KUBECONFIG_TEXT: 'apiVersion: v1' });
  expect(runner.read('env')).toBe(`KUBECONFIG=${join(runner.folder, 'kubeconfig')}\n`);
  expect(runner.read('kubeconfig')).toBe('apiVersion: v1\n');
  expect(statSync(join(runner.folder, 'kubeconfig')).mode & 0o077).toBe(0);
});

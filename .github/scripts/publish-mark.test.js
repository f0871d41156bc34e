// What the trusted job makes of honest and of forged results. Run: node --test .github/scripts/*.test.js
'use strict';

const test = require('node:test');
const { execFileSync } = require('node:child_process');
const assert = require('node:assert/strict');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const publish = require('./publish-mark.js');

const ROOT = path.join(__dirname, '../..');
const known = publish.knownKatas(ROOT);
const KATA = 'wait_for_first';
const FILE = `${known.get(KATA).place}/src/lib.rs`;
const MAX = known.get(KATA).points;

/** An honest result in which the kata passes, with `change` done to it. */
function result(change = () => {}) {
  const kata = {
    name: KATA,
    chapter: known.get(KATA).chapter,
    status: 'passed',
    score: MAX,
    max_score: MAX,
    message: 'words of a stranger',
    checks: [{ name: 'all', status: 'passed', score: MAX, max_score: MAX, message: '' }],
  };
  const whole = {
    schema: 'async-katas/result/v1',
    grader: { version: '0.1.0', toolchain: 'rustc', sandbox: 'landlock+seccomp+limits+netns' },
    score: MAX,
    max_score: MAX,
    katas: [kata],
  };
  change(whole, kata);
  return whole;
}

const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'mark-'));
test.after(() => fs.rmSync(scratch, { recursive: true }));

function inFile(text) {
  const folder = fs.mkdtempSync(path.join(scratch, 'artifact-'));
  const file = path.join(folder, 'result.json');
  fs.writeFileSync(file, text);
  return file;
}

function judged(value, files = [{ filename: FILE }]) {
  const file = inFile(typeof value === 'string' ? value : JSON.stringify(value));
  return publish.judge({ ended: 'success', files, complete: true, file, known });
}

test('every kata of this repository is known with its points', () => {
  assert.deepEqual([...known.keys()].sort(), fs.readdirSync(path.join(ROOT, 'grader/katas')).sort());
  for (const [name, { points, edits }] of known) {
    assert.ok(points >= 1 && edits.length === 1, name);
  }
});

test('an honest result is published as it is', () => {
  const passed = judged(result());
  assert.deepEqual([passed.conclusion, passed.title], ['success', `1 of 1 kata passed, ${MAX} of ${MAX} points`]);
  const failed = judged(
    result((whole, kata) => {
      kata.status = 'failed';
      kata.checks = [
        { status: 'passed', score: 1, max_score: 1 },
        { status: 'timed_out', score: 0, max_score: MAX - 1 },
      ];
      kata.score = whole.score = 1;
    }),
  );
  assert.equal(failed.conclusion, 'failure');
  assert.match(failed.text, /\| `wait_for_first` \| ✗ failed \| 1 of 2 \| 1 of [0-9]+ \|/);
});

test('a result whose words or numbers do not fit is no mark, and nothing of it is quoted', () => {
  const evil = '<img src=x onerror=alert(1)> [free points](http://evil) @everyone';
  const forgeries = {
    'another schema': (whole) => (whole.schema = 'async-katas/result/v2'),
    'no schema': (whole) => delete whole.schema,
    'no katas': (whole) => delete whole.katas,
    'katas that are an object': (whole) => (whole.katas = { length: 1, 0: whole.katas[0] }),
    'a kata that is null': (whole) => (whole.katas = [null]),
    'a kata twice': (whole, kata) => {
      whole.katas.push(structuredClone(kata));
      whole.score *= 2;
      whole.max_score *= 2;
    },
    'a thousand katas': (whole, kata) => (whole.katas = Array(1000).fill(kata)),
    'an unknown kata': (whole, kata) => (kata.name = 'no_such_kata'),
    'a name with HTML and Markdown': (whole, kata) => (kata.name = evil),
    'a name that every object has': (whole, kata) => (kata.name = '__proto__'),
    'a name that is a list': (whole, kata) => (kata.name = [KATA]),
    'another chapter': (whole, kata) => (kata.chapter = evil),
    'an unknown status': (whole, kata) => (kata.status = evil),
    'a status that every object has': (whole, kata) => (kata.status = 'constructor'),
    'a negative score': (whole, kata) => (whole.score = kata.score = kata.checks[0].score = -1),
    'half a point': (whole, kata) => (whole.score = kata.score = kata.checks[0].score = 0.5),
    'a score in words': (whole, kata) => (whole.score = kata.score = `${MAX}`),
    'no number': (whole, kata) => (kata.score = null),
    'more points than there are': (whole, kata) => {
      whole.score = kata.score = kata.checks[0].score = MAX + 1;
    },
    'points of another total': (whole, kata) => {
      for (const at of [whole, kata, kata.checks[0]]) at.score = at.max_score = MAX + 1;
    },
    'a sum that is not one': (whole) => (whole.score = MAX - 1),
    'a pass without checks': (whole, kata) => (kata.checks = []),
    'a pass with a check that failed': (whole, kata) => {
      kata.checks = [
        { status: 'passed', score: MAX, max_score: MAX },
        { status: 'failed', score: 0, max_score: 0 },
      ];
    },
    'points for a check that failed': (whole, kata) => {
      kata.status = 'failed';
      kata.checks[0].status = 'failed';
    },
    'passed checks of a kata that does not compile': (whole, kata) => (kata.status = 'does_not_compile'),
    'checks that are words': (whole, kata) => (kata.checks = 'passed'),
    'no sandbox': (whole) => (whole.grader.sandbox = 'none'),
    'half a sandbox': (whole) => (whole.grader.sandbox = 'landlock+limits'),
    'no grader': (whole) => (whole.grader = null),
  };
  for (const [what, forge] of Object.entries(forgeries)) {
    const said = judged(result(forge));
    assert.deepEqual([said.conclusion, said.title], ['neutral', 'No mark'], what);
    assert.doesNotMatch(said.text, /evil|<img|@everyone|no_such_kata|__proto__/, what);
  }
  for (const text of ['', 'null', '[]', '7', '"passed"', '{', '{"schema":"async-katas/result/v1"}', '['.repeat(100000)]) {
    assert.equal(judged(text).title, 'No mark', text.slice(0, 20));
  }
});

test('whatever else a stranger writes into a result is not published', () => {
  const said = judged(
    result((whole, kata) => {
      whole.title = kata.message = kata.checks[0].name = kata.checks[0].message = '<b>@everyone</b>';
      whole.submission = { name: '](http://evil)' };
    }),
  );
  assert.equal(said.conclusion, 'success');
  assert.doesNotMatch(JSON.stringify(said), /everyone|evil/);
});

test('a file that is missing, huge, a link or a folder is not read', () => {
  const judge = (file) => publish.judge({ ended: 'success', files: [{ filename: FILE }], complete: true, file, known });
  const honest = inFile(JSON.stringify(result()));
  const folder = path.dirname(honest);
  const link = path.join(folder, 'link.json');
  fs.symlinkSync(honest, link);
  const huge = path.join(folder, 'huge.json');
  fs.writeFileSync(huge, JSON.stringify(result()));
  fs.truncateSync(huge, 5 * 1024 * 1024);
  assert.equal(judge(honest).conclusion, 'success');
  for (const file of [link, huge, folder]) {
    assert.equal(judge(file).title, 'No mark', file);
  }
  assert.equal(judge(path.join(folder, 'nowhere.json')).title, 'Not graded');
});

test('a pull request that changes more than exercises is not marked', () => {
  const foreign = [
    '.github/workflows/mark.yml',
    '.github/workflows/another.yml',
    '.cargo/config.toml',
    'rust-toolchain.toml',
    // Whoever opens the folder after a merge runs what it says.
    '.vscode/settings.json',
    'Cargo.lock',
    'grader/src/verdict.rs',
    `grader/katas/${KATA}/checks.rs`,
    `${known.get(KATA).place}/Cargo.toml`,
    `${known.get(KATA).place}/build.rs`,
    `${known.get(KATA).place}/src/../../../../grader/src/verdict.rs`,
    `${known.get(KATA).place}/src/notes.md`,
    `${known.get(KATA).place}/tests/more.rs`,
    `${known.get(KATA).place}/src/a\n.rs`,
    'exercises/03_tasks_and_waiting/99_no_such_kata/src/lib.rs',
    `x/${FILE}`,
  ];
  for (const filename of foreign) {
    for (const files of [[{ filename: FILE }, { filename }], [{ filename: FILE, previous_filename: filename }]]) {
      const said = judged(result(), files);
      assert.deepEqual([said.conclusion, /^Not marked/.test(said.title)], ['neutral', true], filename);
    }
  }
  const many = publish.judge({ ended: 'success', files: [{ filename: FILE }], complete: false, file: '/nowhere', known });
  assert.deepEqual([many.conclusion, /^Not marked/.test(many.title)], ['neutral', true]);
});

test('files beside exercises are named, and their names can do nothing', () => {
  const names = (foreign) => judged(result(), [FILE, ...foreign].map((filename) => ({ filename }))).text.split('\n')[0];
  assert.equal(
    names(['grader/src/main.rs', 'notes/für mich.md']),
    'No mark, because this also changes: `grader/src/main.rs`, `notes/für mich.md`.',
  );
  const evil = ['`@everyone`', '<img src=x>', 'a](http://evil)', '#1', '\u202e', '\n# Passed', '::error::x', '|', '\\`'];
  for (const name of evil) {
    const said = names([`x/${name}/y`]);
    assert.match(said, /^No mark, because this also changes: `[\p{L}\p{N}_./ +?-]*`\.$/u, name);
  }
  assert.ok(names(['x'.repeat(5000)]).length < 200);
  const many = names(Array.from({ length: 2000 }, (_, n) => `notes/${n}`));
  assert.match(many, /`notes\/9` and 1990 more\.$/);
  const moved = judged(result(), [{ filename: 'notes/lib.rs', previous_filename: FILE, status: 'renamed' }]);
  assert.match(moved.text, /also changes: `notes\/lib\.rs`\./);
});

test('a kata that could not be graded is our fault and no failure', () => {
  const notGraded = (whole, kata) => {
    kata.status = 'not_graded';
    kata.checks[0] = { status: 'not_run', score: 0, max_score: MAX };
    kata.score = whole.score = 0;
  };
  const alone = judged(result(notGraded));
  assert.deepEqual([alone.conclusion, alone.title], ['neutral', 'Not graded']);
  assert.match(alone.text, /not of this pull request.*again/);
  for (const status of ['passed', 'failed']) {
    const [name, { place, chapter, points }] = [...known].find(([name]) => name !== KATA);
    const score = status === 'passed' ? points : 0;
    const other = { name, chapter, status, score, max_score: points, checks: [{ status, score, max_score: points }] };
    const mixed = result((whole, kata) => {
      notGraded(whole, kata);
      whole.katas.push(other);
      whole.score += score;
      whole.max_score += points;
    });
    const said = judged(mixed, [{ filename: FILE }, { filename: `${place}/src/lib.rs` }]);
    assert.deepEqual([said.conclusion, /^Not everything was graded/.test(said.title)], ['neutral', true], status);
  }
});

test('what main has already need not be marked', () => {
  const other = known.get('wait_for_all');
  const filename = `${other.place}/src/lib.rs`;
  const sha = execFileSync('git', ['hash-object', '--no-filters', path.join(other.folder, 'src/lib.rs')], { encoding: 'utf8' }).trim();
  assert.equal(judged(result(), [{ filename: FILE }, { filename, sha }]).conclusion, 'success');
  assert.equal(judged(result(), [{ filename: FILE }, { filename, sha: '0'.repeat(40) }]).title, 'No mark');
  assert.equal(judged(result(), [{ filename: FILE }, { filename, status: 'removed', sha }]).title, 'No mark');
  const gone = { filename: `${other.place}/src/gone.rs`, status: 'removed', sha };
  assert.equal(judged(result(), [{ filename: FILE }, gone]).conclusion, 'success');
});

test('the katas that are marked are those that were changed', () => {
  const other = `${known.get('wait_for_all').place}/src/lib.rs`;
  assert.equal(judged(result(), [{ filename: other }]).title, 'No mark');
  assert.equal(judged(result(), [{ filename: FILE }, { filename: other }]).title, 'No mark');
  assert.equal(judged(result(), []).title, 'Nothing to mark');
  const moved = `${known.get(KATA).place}/src/tasks/inner.rs`;
  assert.equal(judged(result(), [{ filename: FILE }, { filename: moved, status: 'added' }]).conclusion, 'success');
});

test('a kata of which only a mode was changed need not be marked', () => {
  const executable = { filename: `${known.get('wait_for_all').place}/src/lib.rs`, status: 'modified', changes: 0 };
  assert.equal(judged(result(), [{ filename: FILE, changes: 1 }, executable]).conclusion, 'success');
  const none = result((whole) => Object.assign(whole, { score: 0, max_score: 0, katas: [] }));
  assert.deepEqual([judged(none, [executable]).conclusion, judged(none, [executable]).title], ['neutral', 'Nothing to mark']);
  assert.equal(judged(none, [executable, { filename: FILE, status: 'modified', changes: 1 }]).title, 'No mark');
  assert.equal(judged(none, [{ ...executable, status: 'renamed' }]).title, 'No mark');
});

/** GitHub, as far as the script asks it, with a record of what was written. */
function fakeGitHub({ pulls, files = [{ filename: FILE }], comments = [], now }) {
  const written = [];
  const write = (what) => async (args) => written.push([what, args]);
  const rest = {
    pulls: { list: 'pulls', listFiles: 'files', get: async () => ({ data: now ?? pulls[0] }) },
    issues: { listComments: 'comments', createComment: write('comment'), updateComment: write('update') },
    checks: { create: write('check') },
  };
  const lists = { pulls, files, comments };
  return { written, github: { rest, paginate: async (list) => lists[list] } };
}

const RUN = {
  conclusion: 'success',
  head_repository: { id: 7, owner: { login: 'student' } },
  head_branch: 'work',
  head_sha: 'a'.repeat(40),
  html_url: 'https://github.com/x/y/actions/runs/1',
};
const PULL = { number: 5, changed_files: 1, head: { sha: RUN.head_sha, repo: { id: 7 } } };

async function published(options, run = RUN, file = inFile(JSON.stringify(result()))) {
  const { github, written } = fakeGitHub(options);
  const context = { repo: { owner: 'x', repo: 'y' }, payload: { workflow_run: run, repository: { default_branch: 'main' } } };
  await publish({ github, context, core: { notice() {} }, trusted: ROOT, file });
  return written;
}

test('a mark is one check and one comment on the pull request of the event', async () => {
  const written = await published({ pulls: [PULL] });
  assert.deepEqual(written.map(([what]) => what), ['check', 'comment']);
  assert.equal(written[0][1].head_sha, RUN.head_sha);
  assert.equal(written[0][1].conclusion, 'success');
  assert.equal(written[1][1].issue_number, 5);
  assert.ok(written[1][1].body.startsWith(publish.MARKER));
});

test('the comment is updated in place, and only if it is ours', async () => {
  const body = `${publish.MARKER}\nold`;
  const forged = { id: 1, body, user: { login: 'student', type: 'User' } };
  const human = { id: 2, body: 'hello', user: { login: 'github-actions[bot]', type: 'Bot' } };
  const ours = { id: 3, body, user: { login: 'github-actions[bot]', type: 'Bot' } };
  const updated = await published({ pulls: [PULL], comments: [forged, human, ours] });
  assert.deepEqual(updated.map(([what, { comment_id: id }]) => [what, id]), [['check', undefined], ['update', 3]]);
  const fresh = await published({ pulls: [PULL], comments: [forged, human] });
  assert.deepEqual(fresh.map(([what]) => what), ['check', 'comment']);
});

test('nothing is published for a head that is not, or no longer, that of a pull request', async () => {
  const otherHead = { ...PULL, head: { ...PULL.head, sha: 'b'.repeat(40) } };
  const otherRepository = { ...PULL, head: { ...PULL.head, repo: { id: 8 } } };
  assert.deepEqual(await published({ pulls: [] }), []);
  assert.deepEqual(await published({ pulls: [otherHead] }), []);
  assert.deepEqual(await published({ pulls: [otherRepository] }), []);
  assert.deepEqual(await published({ pulls: [PULL], now: otherHead }), []);
  assert.deepEqual(await published({ pulls: [PULL] }, { ...RUN, head_repository: null }), []);
});

test('a run that did not run to its end publishes nothing, least of all a red mark', async () => {
  for (const conclusion of ['action_required', 'cancelled', 'skipped', 'stale', 'neutral', 'waiting', null, undefined]) {
    for (const file of [undefined, '/nowhere/result.json']) {
      assert.deepEqual(await published({ pulls: [PULL] }, { ...RUN, conclusion }, file), [], conclusion);
    }
  }
});

test('a run without a result is not graded, however it ended', async () => {
  for (const conclusion of ['success', 'failure', 'timed_out', 'startup_failure']) {
    const [[, check], [, comment]] = await published({ pulls: [PULL] }, { ...RUN, conclusion }, '/nowhere/result.json');
    assert.deepEqual([check.conclusion, check.output.title], ['neutral', 'Not graded'], conclusion);
    assert.match(comment.body, /### Not graded\n\nThe marking job (left no result|ran out of time|did not start)\..* again/);
  }
});

// Publishes the mark of a pull request: a check, and one comment that is updated in place.
//
// Runs with a token that can write, so it trusts nobody: the result file was made where a stranger's
// code ran. Of it only numbers and words of fixed lists are taken, and only if they fit together.
// Whose pull request it is comes from the event, what was changed from GitHub, and the katas and the words
// of a result from `.github/catalog.json` in the trusted checkout. A mark is red only if a kata was graded
// and did not pass: whatever else happened is not the student's doing, or is for a person to judge, and is
// neutral or nothing at all.
// Tests: `node --test .github/scripts/*.test.js`.
'use strict';

const crypto = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
// What the grader says of itself; `.ci/same-catalog` proves that it still does.
const catalog = require('../catalog.json');

const MOST_BYTES = 4 * 1024 * 1024;
const MARKER = '<!-- async-rust-katas: mark -->';
const BOT = 'github-actions[bot]';
/**
 * How a run ends in which the marking job was to run to its end. A run that waits for somebody's approval
 * ends as `action_required`; it, and one that was cancelled, skipped or replaced, says nothing of anybody.
 */
const RUNS_TO_PUBLISH = ['success', 'failure', 'timed_out', 'startup_failure'];
const NOT_GRADED = { conclusion: 'neutral', title: 'Not graded' };
const AGAIN = 'Push again, or let a maintainer run the marking job again; if that fails, too, its log says why.';
const OUR_FAULT = `That is a fault of the grader or of its machine, not of this pull request. ${AGAIN}`;
const MOST_NAMES = 10;
const LONGEST_NAME = 100;

/** Status of a kata → how people are told of it. */
const VERDICTS = Object.fromEntries(catalog.result.kata_statuses.map(({ status, verdict }) => [status, verdict]));
/** What `--sandbox require` demands: `Protections` in `grader/src/sandbox.rs`. */
const NEEDED_PROTECTIONS = ['landlock', 'seccomp', 'limits'];

/** A result that cannot be believed; the message is ours and quotes nothing of it. */
class Unbelievable extends Error {}

function expect(condition, problem) {
  if (!condition) throw new Unbelievable(problem);
}

function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function points(value, what) {
  expect(Number.isInteger(value) && value >= 0 && value <= 1000, `${what} is not a number of points`);
  return value;
}

function oneOf(words, value, what) {
  expect(typeof value === 'string' && words.includes(value), `${what} is not one of the known words`);
  return value;
}

/** The katas of the trusted checkout: name → { place, folder, chapter, edits, points }. */
function knownKatas(trusted) {
  return new Map(
    catalog.katas.map(({ name, exercise, chapter, edits, points }) => [
      name,
      { place: exercise, folder: path.join(trusted, exercise), chapter, edits, points },
    ]),
  );
}

/** The text of the result file, if it is one that can be read without harm; nothing if there is none. */
function readResult(file) {
  const data = fs.lstatSync(file, { throwIfNoEntry: false });
  if (!data) return undefined;
  expect(data.isFile(), 'the result is not a regular file');
  expect(data.size <= MOST_BYTES, 'the result is too large');
  return fs.readFileSync(file, 'utf8');
}

/** Numbers and known words out of a result file; throws `Unbelievable` if anything does not fit. */
function parseResult(text, known) {
  let result;
  try {
    result = JSON.parse(text);
  } catch {
    throw new Unbelievable('the result is not JSON');
  }
  expect(isObject(result) && result.schema === catalog.result.schema, 'the result has another schema');
  expect(isObject(result.grader) && typeof result.grader.sandbox === 'string', 'the sandbox is not named');
  const held = result.grader.sandbox.split('+');
  expect(NEEDED_PROTECTIONS.every((name) => held.includes(name)), 'the sandbox did not hold');
  expect(Array.isArray(result.katas) && result.katas.length <= known.size, 'the katas are not a list of known ones');
  const katas = result.katas.map((kata) => parseKata(kata, known));
  expect(new Set(katas.map((kata) => kata.name)).size === katas.length, 'a kata is there twice');
  const sum = (field) => katas.reduce((total, kata) => total + kata[field], 0);
  expect(result.score === sum('score') && result.max_score === sum('max'), 'the points do not add up');
  return { katas, score: sum('score'), max: sum('max') };
}

/** Its rules are those by which `grader/src/result.rs` and `grade.rs` make a result. */
function parseKata(kata, known) {
  expect(isObject(kata), 'a kata is not an object');
  expect(typeof kata.name === 'string' && known.has(kata.name), 'a kata is unknown');
  const { chapter, points: most } = known.get(kata.name);
  expect(kata.chapter === chapter, 'a kata is in another chapter');
  const status = oneOf(Object.keys(VERDICTS), kata.status, 'the status of a kata');
  expect(Array.isArray(kata.checks) && kata.checks.length >= 1 && kata.checks.length <= 200, 'the checks are not a list');
  const checks = kata.checks.map((check) => {
    expect(isObject(check), 'a check is not an object');
    const max = points(check.max_score, 'the most of a check');
    const status = oneOf(catalog.result.check_statuses, check.status, 'the status of a check');
    expect(check.score === (status === 'passed' ? max : 0), 'the points of a check do not fit its status');
    return { status, score: check.score, max };
  });
  const sum = (field) => checks.reduce((total, check) => total + check[field], 0);
  const passed = checks.filter((check) => check.status === 'passed').length;
  const [score, max] = [points(kata.score, 'the score of a kata'), points(kata.max_score, 'the most of a kata')];
  expect(score === sum('score') && max === sum('max'), 'the points of a kata do not add up');
  expect(max === most, 'a kata has other points than it should');
  expect((status === 'passed') === (passed === checks.length), 'the status of a kata does not fit its checks');
  expect(status === 'failed' || status === 'passed' || passed === 0, 'a kata that was not run has passed checks');
  return { name: kata.name, status, score, max, passed, checks: checks.length };
}

/** Whether of a file only its mode was changed, as far as GitHub's list can tell. */
function isOnlyItsMode(file) {
  return ['modified', 'changed'].includes(file.status) && file.changes === 0;
}

/**
 * Whether the trusted checkout has the file just as it would be after the merge, although GitHub lists it:
 * GitHub compares with where the branch began, and `main` may have got the same change since.
 */
function isThereAlready(where, file, { place, folder }) {
  const ours = path.join(folder, where.slice(place.length));
  const gone = where !== file.filename || file.status === 'removed';
  if (gone || !fs.existsSync(ours)) return gone && !fs.existsSync(ours);
  const text = fs.readFileSync(ours);
  return crypto.createHash('sha1').update(`blob ${text.length}\0`).update(text).digest('hex') === file.sha;
}

/**
 * Which katas the changed files belong to (`touched`), those of them whose text was changed (`edited`),
 * and the names of the files that belong to none (`foreign`).
 */
function changedKatas(files, known) {
  const byPlace = new Map([...known].map(([name, { place }]) => [place, name]));
  const [touched, edited, foreign] = [new Set(), new Set(), new Set()];
  for (const file of files) {
    for (const where of [file.filename, file.previous_filename].filter(Boolean)) {
      const inside = /^(exercises\/\w+\/\w+)\/(\w+)\/(?:[\w-]+\/)*[\w-]+\.rs$/.exec(where);
      const name = inside && byPlace.get(inside[1]);
      if (name && known.get(name).edits.includes(inside[2])) {
        touched.add(name);
        if (!isOnlyItsMode(file) && !isThereAlready(where, file, known.get(name))) edited.add(name);
      } else foreign.add(where);
    }
  }
  return { touched, edited, foreign: [...foreign] };
}

/** Names that a stranger chose, as code in which no character means anything to Markdown or to GitHub. */
function quoted(names) {
  const plain = (name) => {
    const harmless = [...name].map((c) => (/[\p{L}\p{N}_.\/ +-]/u.test(c) ? c : '?'));
    const short = harmless.length > LONGEST_NAME ? [...harmless.slice(0, LONGEST_NAME), '…'] : harmless;
    return `\`${short.join('')}\``;
  };
  const shown = names.slice(0, MOST_NAMES).map(plain).join(', ');
  return names.length > MOST_NAMES ? `${shown} and ${names.length - MOST_NAMES} more` : shown;
}

function counted(count, word) {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}

/** What is said of a result that is believed: title, conclusion and Markdown. */
function describe(result) {
  const withStatus = (status) => result.katas.filter((kata) => kata.status === status);
  const [passed, notGraded] = [withStatus('passed').length, withStatus('not_graded').length];
  const rows = result.katas.map(
    (kata) => `| \`${kata.name}\` | ${VERDICTS[kata.status]} | ${kata.passed} of ${kata.checks} | ${kata.score} of ${kata.max} |`,
  );
  const table = ['| kata | verdict | checks | points |', '|---|---|---:|---:|', ...rows].join('\n');
  if (notGraded === result.katas.length) return { ...NOT_GRADED, text: `There is no verdict. ${OUR_FAULT}\n\n${table}` };
  const title = `${passed} of ${counted(result.katas.length, 'kata')} passed, ${result.score} of ${result.max} points`;
  if (notGraded > 0) {
    return {
      conclusion: 'neutral',
      title: `Not everything was graded: ${title}`,
      text: `Of ${counted(notGraded, 'kata')} there is no verdict. ${OUR_FAULT}\n\n${table}`,
    };
  }
  return { conclusion: passed === result.katas.length ? 'success' : 'failure', title, text: table };
}

/** What is published, from the way the run ended, the changed files and the result file. */
function judge({ ended, files, complete, file, known }) {
  const { touched, edited, foreign } = changedKatas(files, known);
  if (foreign.length > 0) {
    return {
      conclusion: 'neutral',
      title: 'Not marked: more than exercises was changed',
      text: `No mark, because this also changes: ${quoted(foreign)}.\n\nWhoever changes more than the sources of exercises can change what marks them, so a person has to look. For a mark, take these changes out of this pull request.`,
    };
  }
  if (!complete) {
    return {
      conclusion: 'neutral',
      title: 'Not marked: too many files were changed',
      text: 'No mark, because this changes more files than GitHub lists, so that nobody can say what they are. A person has to look. For a mark, change fewer files.',
    };
  }
  if (touched.size === 0) {
    return { conclusion: 'neutral', title: 'Nothing to mark', text: 'No exercise was changed.' };
  }
  if (ended === 'timed_out') return { ...NOT_GRADED, text: `The marking job ran out of time. ${AGAIN}` };
  if (ended === 'startup_failure') return { ...NOT_GRADED, text: `The marking job did not start. ${OUR_FAULT}` };
  try {
    const text = readResult(file);
    if (text === undefined) return { ...NOT_GRADED, text: `The marking job left no result. ${OUR_FAULT}` };
    const result = parseResult(text, known);
    expect(result.katas.every((kata) => touched.has(kata.name)), 'a kata is marked that was not changed');
    const marked = new Set(result.katas.map((kata) => kata.name));
    expect([...edited].every((name) => marked.has(name)), 'a kata that was changed is not marked');
    if (marked.size === 0) {
      return { conclusion: 'neutral', title: 'Nothing to mark', text: 'No text of an exercise is other than in `main`.' };
    }
    return describe(result);
  } catch (error) {
    if (!(error instanceof Unbelievable)) throw error;
    return {
      conclusion: 'neutral',
      title: 'No mark',
      text: `No mark, because the result does not fit: ${error.message}. Perhaps \`main\` moved on meanwhile. ${AGAIN}`,
    };
  }
}

/** The open pull request into the default branch whose head was marked, if it is still its head. */
async function pullRequest(github, context, run) {
  if (!run.head_repository) return undefined;
  const head = `${run.head_repository.owner.login}:${run.head_branch}`;
  const base = context.payload.repository.default_branch;
  const pulls = await github.paginate(github.rest.pulls.list, { ...context.repo, state: 'open', head, base, per_page: 100 });
  return pulls.find((pull) => pull.head.sha === run.head_sha && pull.head.repo && pull.head.repo.id === run.head_repository.id);
}

async function comment(github, context, number, body) {
  const comments = await github.paginate(github.rest.issues.listComments, { ...context.repo, issue_number: number, per_page: 100 });
  const ours = comments.find((c) => c.user && c.user.login === BOT && c.user.type === 'Bot' && c.body.startsWith(MARKER));
  if (ours) await github.rest.issues.updateComment({ ...context.repo, comment_id: ours.id, body });
  else await github.rest.issues.createComment({ ...context.repo, issue_number: number, body });
}

async function publish({ github, context, core, trusted, file }) {
  const run = context.payload.workflow_run;
  if (!RUNS_TO_PUBLISH.includes(run.conclusion)) {
    core.notice('The marking job did not run to its end, for example because it waits for approval; there is nothing to publish.');
    return;
  }
  const pull = await pullRequest(github, context, run);
  if (!pull) {
    core.notice('No open pull request has this head any more; there is nothing to publish.');
    return;
  }
  const files = await github.paginate(github.rest.pulls.listFiles, { ...context.repo, pull_number: pull.number, per_page: 100 });
  const { data: now } = await github.rest.pulls.get({ ...context.repo, pull_number: pull.number });
  if (now.head.sha !== run.head_sha) {
    core.notice('The pull request has moved on; its next run will be published.');
    return;
  }
  const complete = files.length === now.changed_files;
  const { conclusion, title, text } = judge({ ended: run.conclusion, files, complete, file, known: knownKatas(trusted) });
  await github.rest.checks.create({
    ...context.repo,
    name: 'kata mark',
    head_sha: run.head_sha,
    status: 'completed',
    conclusion,
    details_url: run.html_url,
    output: { title, summary: text },
  });
  const body = `${MARKER}\n### ${title}\n\n${text}\n\nFor commit ${run.head_sha}. What broke, with pictures, is in the [summary of the marking job](${run.html_url}).\n`;
  await comment(github, context, pull.number, body);
}

module.exports = publish;
Object.assign(module.exports, { MARKER, Unbelievable, changedKatas, judge, knownKatas, parseResult });

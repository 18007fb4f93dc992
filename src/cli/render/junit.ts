import type { JudgedRun } from "../eval/judged-run.ts";

/** The runs of a suite as JUnit's XML, which CI systems read: a test case for each run, a failure for what it lacks. */
export function junitXml(suite: string, runs: readonly JudgedRun[]): string {
  const failures = runs.filter(({ passed }) => !passed).length;
  const counts = `tests="${runs.length}" failures="${failures}" errors="0" skipped="0"`;
  const seconds = runs.reduce((sum, { ms }) => sum + ms, 0) / 1000;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${counts} time="${seconds}">`,
    `  <testsuite name="${escaped(suite)}" ${counts} time="${seconds}">`,
    ...runs.map((run) => testCase(suite, run)),
    "  </testsuite>",
    "</testsuites>",
    "",
  ].join("\n");
}

function testCase(suite: string, { run, passed, unmet, ms }: JudgedRun): string {
  const head = `    <testcase classname="${escaped(suite)}" name="${escaped(run)}" time="${ms / 1000}"`;
  if (passed) return `${head}/>`;
  const body = `<failure message="${escaped(unmet[0] ?? "")}">${escaped(unmet.join("\n"))}</failure>`;
  return `${head}>${body}</testcase>`;
}

/** Characters that XML cannot hold at all become the sign for what cannot be shown. */
function escaped(text: string): string {
  return text
    .toWellFormed()
    .replace(NOT_IN_XML, "\ufffd")
    .replace(/[&<>"\n]/g, (char) => `&#${char.charCodeAt(0)};`);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that are meant
const NOT_IN_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

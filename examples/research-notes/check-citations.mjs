// Called with an answer and its sources: each quotation must stand in its file, each source be cited, each mark have one.
import { readFileSync } from "node:fs";

const [answer, sources] = [process.argv[2], JSON.parse(process.argv[3])];
const plain = (text) => text.replace(/\s+/g, " ").trim();
const problems = [];
for (const [at, { path, quote }] of sources.entries()) {
  const found = plain(readFileSync(path, "utf8")).includes(plain(quote));
  if (quote.trim() === "" || !found) problems.push(`${path} does not say: ${quote}`);
  if (!answer.includes(`[${at + 1}]`)) problems.push(`source ${at + 1} is cited nowhere`);
}
for (const [mark, number] of answer.matchAll(/\[(\d+)\]/g)) {
  if (sources[number - 1] === undefined) problems.push(`there is no source ${mark}`);
}
if (sources.length === 0) problems.push("nothing is cited");
for (const problem of problems) console.log(problem);
process.exit(problems.length === 0 ? 0 : 1);

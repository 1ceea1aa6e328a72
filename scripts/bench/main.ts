import { load, machine } from "./machine.ts";
import { type Row, type RowResult, rowGroups } from "./rows.ts";

/** Runs the groups whose names were given, all without any, and prints one table. */
async function main(names: readonly string[]): Promise<void> {
  const unknown = names.filter((name) => !(name in rowGroups));
  if (unknown.length > 0) {
    throw new Error(`no row is called ${unknown.join(", ")}; there are ${Object.keys(rowGroups).join(", ")}`);
  }
  const before = load();
  const results: RowResult[] = [];
  for (const [name, measure] of Object.entries(rowGroups)) {
    if (names.length > 0 && !names.includes(name)) continue;
    process.stderr.write(`measuring ${name}\n`);
    for (const result of await measure()) results.push(result);
  }
  const rows: Row[] = [
    ["work", "against", "measured", "must", "aim", "detail"],
    ["---", "---", "---", "---", "---", "---"],
    ...results.map(
      ({ work, against, measured, must, aim, detail }): Row => [work, against, measured, must, aim, detail],
    ),
  ];
  process.stdout.write(rows.map((row) => `| ${row.join(" | ")} |\n`).join(""));
  process.stdout.write(`\n${machine()}; load ${before} at the start, ${load()} at the end\n`);
}

await main(process.argv.slice(2));

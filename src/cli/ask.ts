import { createInterface } from "node:readline";

/** Asks on the terminal; anything but yes is no, as is the end of the input and Ctrl-C. */
export function askYes(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  return new Promise((resolve) => {
    terminal.on("close", () => resolve(false));
    terminal.on("SIGINT", () => terminal.close());
    terminal.question(`${question} [y/N] `, (answer) => {
      resolve(/^y(es)?$/i.test(answer.trim()));
      terminal.close();
    });
  });
}

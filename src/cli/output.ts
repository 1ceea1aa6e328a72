/** The only writer to stdout and stderr. Data goes to stdout, talk to stderr. */
export function writeOut(text: string | Buffer): void {
  process.stdout.write(text);
}

export function writeErr(text: string | Buffer): void {
  process.stderr.write(text);
}

/** A consumer that closes the pipe (`gov list | head -1`) ends gov quietly. */
export function endQuietlyOnClosedPipe(): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0);
    throw error;
  });
}

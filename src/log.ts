/** Debug lines, seen only under GOV_DEBUG. Callers pass redacted text. */
export type Log = (message: string) => void;

export function createLog(enabled: boolean, write: (line: string) => void): Log {
  return enabled ? (message) => write(`gov: debug: ${message}\n`) : () => {};
}

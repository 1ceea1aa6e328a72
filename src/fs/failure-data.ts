import { GovError } from "../errors.ts";

/** A failure as data: of an error itself only the text would arrive in another thread. */
export interface Failure {
  readonly failure: Readonly<Record<string, unknown>>;
}

/** What `work` returns, or its failure as data. Anything but a failure of gov or of the system is thrown. */
export async function resultOrFailure<T>(work: () => T | Promise<T>): Promise<T | Failure> {
  try {
    return await work();
  } catch (error) {
    const isKnown = error instanceof GovError || typeof (error as NodeJS.ErrnoException).errno === "number";
    if (!isKnown) throw error;
    const { name, message } = error as Error;
    return { failure: { ...(error as Error), name, message, cause: undefined } };
  }
}

export function isFailure(result: object): result is Failure {
  return "failure" in result;
}

/** The error again that became data in another thread. */
export function errorOf({ failure }: Failure): Error {
  const { name, message, code, ...rest } = failure;
  if (name === "GovError") return new GovError(code as GovError["code"], String(message), rest);
  return Object.assign(new Error(String(message)), { code }, rest);
}

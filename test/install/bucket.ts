import path from "node:path";
import type { GoFiles } from "../support/go-files.ts";
import {
  type Handler,
  type RecordedRequest,
  type ServeOptions,
  serve,
  status,
} from "../support/http-server.ts";

/** A bucket that serves its files in an odd way, and remembers how it was asked. */
export interface Bucket {
  readonly handler: Handler;
  readonly requests: RecordedRequest[];
}

export function bucketOf(files: GoFiles, options: ServeOptions = {}): Bucket {
  const requests: RecordedRequest[] = [];
  const handler: Handler = (request, response) => {
    requests.push(request);
    const name = path.basename(request.path);
    const body = files[name];
    const answer = body === undefined ? status(404) : serve(body, { etag: `"${name}"`, ...options });
    return answer(request, response);
  };
  return { handler, requests };
}

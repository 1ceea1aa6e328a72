import { templatesIn } from "../shells/template.ts";
import { shimsDirectory } from "../shims/templates.ts";

/** The essentials of the doctor as a POSIX script, for machines with neither gov nor Node. */
export function doctorScript(): string {
  return `${templatesIn(shimsDirectory())("doctor.sh")}\n`;
}

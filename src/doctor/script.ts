import { packagedTemplates } from "../shells/template.ts";

/** The essentials of the doctor as a POSIX script, for machines with neither gov nor Node. */
export function doctorScript(): string {
  return `${packagedTemplates()("doctor.sh")}\n`;
}

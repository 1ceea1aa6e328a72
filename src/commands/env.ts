import { option } from "@oclif/core/flags";
import { word } from "../cli/args.ts";
import { type Answer, GovCommand, jsonText } from "../cli/base-command.ts";
import { requestOf } from "../cli/request-of.ts";
import { type EnvChange, toolchainEnv } from "../environment/child-env.ts";
import {
  formatForDocker,
  formatForFish,
  formatForGithub,
  formatForPosix,
} from "../environment/format-env.ts";
import { runToolchain } from "../environment/run-toolchain.ts";
import { hostPlatform } from "../platform/detect.ts";
import { goHere } from "../toolchains/here.ts";
import { requireRequested } from "../toolchains/requested.ts";

interface EnvReport extends EnvChange {
  /** The toolchain, or `system`. */
  readonly version: string;
}

const FORMATS = {
  sh: formatForPosix,
  fish: formatForFish,
  docker: formatForDocker,
  github: formatForGithub,
  json: jsonText,
};

export default class Env extends GovCommand<EnvReport> {
  static override summary = "print the variables of a version, for eval";
  static override description =
    `With them go, its tools and every nested go are that version, as under gov exec. Without REQUEST it is the
version that runs here.`;
  static override args = {
    request: word({ description: "an installed version, line, range, name or system" }),
  };
  static override flags = {
    format: option({
      summary: "for sh (and bash and zsh), fish, a Dockerfile, the file in $GITHUB_ENV, or json",
      options: ["sh", "fish", "docker", "github", "json"] as const,
      default: "sh",
    })(),
  };
  static override examples = [
    'eval "$(<%= config.bin %> <%= command.id %> 1.22)"',
    "<%= config.bin %> <%= command.id %> 1.22 --format fish | source",
    '<%= config.bin %> <%= command.id %> 1.22 --format github >> "$GITHUB_ENV"',
    "<%= config.bin %> <%= command.id %> --json",
  ];

  protected async answer(): Promise<Answer<EnvReport>> {
    const { args, flags } = await this.parse(Env);
    const toolchain =
      args.request === undefined
        ? this.#toolchainHere()
        : requireRequested(requestOf(args.request), this.context);
    const running = runToolchain(toolchain, hostPlatform(this.context.node));
    const { rawEnv, home } = this.context;
    const data = { version: running.name, ...toolchainEnv(running, rawEnv, home) };
    return { data, text: FORMATS[flags.format](data) };
  }

  #toolchainHere() {
    const go = goHere(this.context);
    return go.kind === "system" ? go.kind : go;
  }
}

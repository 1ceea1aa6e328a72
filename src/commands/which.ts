import { boolean } from "@oclif/core/flags";
import { word } from "../cli/args.ts";
import { type Answer, GovCommand } from "../cli/base-command.ts";
import { GovError } from "../errors.ts";
import { goHere, toolHere } from "../toolchains/here.ts";

interface WhichReport {
  readonly tool: string;
  readonly path: string;
  readonly root: string | null;
  readonly version: string | null;
}

export default class Which extends GovCommand<WhichReport> {
  static override summary = "print the path of a tool of the Go that runs here";
  static override args = {
    tool: word({ default: "go", description: "go or gofmt" }),
  };
  static override flags = {
    root: boolean({ summary: "print the GOROOT instead, as an editor wants it" }),
  };
  static override examples = [
    "<%= config.bin %> <%= command.id %>",
    "<%= config.bin %> <%= command.id %> gofmt",
    "<%= config.bin %> <%= command.id %> --root",
  ];

  protected async answer(): Promise<Answer<WhichReport>> {
    const { args, flags } = await this.parse(Which);
    const go = goHere(this.context);
    const path = toolHere(args.tool, go, this.context);
    if (flags.root && go.goroot === null) {
      throw new GovError("failed", `\`${path}\` does not stand in a Go tree`, { hint: "go env GOROOT" });
    }
    const data = { tool: args.tool, path, root: go.goroot, version: go.version };
    return { data, text: `${flags.root ? go.goroot : path}\n` };
  }
}

import { boolean } from "@oclif/core/flags";
import { word } from "../cli/args.ts";
import { type Answer, GovCommand } from "../cli/base-command.ts";
import { type LinkReport, linkAnswer } from "../cli/present-link.ts";
import { linkHere } from "../toolchains/link.ts";

export default class Link extends GovCommand<LinkReport> {
  static override summary = "give a Go tree that is not gov's a name here";
  static override description =
    `The name can then stand wherever a version can. The tree stays where it is and is nobody's but its owner's: gov
uninstall removes the link only.`;
  static override args = {
    name: word({ required: true, description: "small letters, digits, `.`, `_` and `-`, a letter first" }),
    dir: word({ required: true, description: "what `go env GOROOT` prints" }),
  };
  static override flags = {
    force: boolean({ summary: "take the name from the tree that has it" }),
  };
  static override examples = [
    "<%= config.bin %> <%= command.id %> work ~/src/go",
    "<%= config.bin %> <%= command.id %> distro /usr/lib/go",
  ];

  protected async answer(): Promise<Answer<LinkReport>> {
    const { args, flags } = await this.parse(Link);
    return linkAnswer(linkHere(args.name, args.dir, flags.force, this.context));
  }
}

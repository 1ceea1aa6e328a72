import { randomInt } from "node:crypto";
import fs from "node:fs";
import path from "node:path";

/**
 * Writes a module that no cache has seen: its constants are random. `plain` imports the standard library and has a
 * test, `native` needs cgo. It asks for no newer Go and has no dependencies.
 */
export function writeNoncePackage(dir: string): void {
  const nonce = randomInt(2 ** 40);
  // Indented, so that nobody who searches gov's bundle for imports takes these for some.
  const files = {
    "go.mod": "module gov.invalid/nonce\n\ngo 1.16\n",
    "plain/main.go": `package main\n\n import "fmt"\n\nconst nonce = ${nonce}\n\nfunc main() { fmt.Println(nonce) }\n`,
    "plain/main_test.go": `package main\n\n import "testing"\n\nfunc TestNonce(t *testing.T) {\n\tif nonce != ${nonce} {\n\t\tt.Fatal(nonce)\n\t}\n}\n`,
    "native/native.go": `package native\n\n// static long nonce(void) { return ${nonce % 1000}; }\n import "C"\n\nfunc Nonce() int { return int(C.nonce()) }\n`,
    "native/native_test.go": `package native\n\n import "testing"\n\nfunc TestNonce(t *testing.T) {\n\tif Nonce() != ${nonce % 1000} {\n\t\tt.Fatal(Nonce())\n\t}\n}\n`,
  };
  for (const [name, content] of Object.entries(files)) {
    fs.mkdirSync(path.join(dir, path.dirname(name)), { recursive: true });
    fs.writeFileSync(path.join(dir, name), content);
  }
}

/** Why a toolchain is believed, as its receipt keeps it. */
export type Proof =
  | {
      readonly kind: "sumdb";
      /** Name of the database. */
      readonly name: string;
      readonly record: number;
      readonly treeSize: number;
      readonly treeHash: string;
    }
  /** The SHA-256 of the whole archive, from the official index. */
  | { readonly kind: "sha256"; readonly from: string }
  /** The digest table compiled into gov. */
  | { readonly kind: "builtin" }
  | { readonly kind: "lock"; readonly file: string }
  /** `--allow-unproven`. */
  | { readonly kind: "none" };

import { accessSync } from "node:fs";
import { delimiter, join } from "node:path";

const PROGRAMS = ["buildah", "debootstrap"];

/** Why no image can be built here; null: it can. */
export function missingForImages(): string | null {
  if (process.getuid?.() !== 0) return "chroot isolation needs root";
  const missing = PROGRAMS.filter((name) => !isOnPath(name));
  return missing.length === 0 ? null : `apt-get install ${missing.join(" ")}`;
}

function isOnPath(name: string): boolean {
  return (process.env["PATH"] ?? "").split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name));
      return true;
    } catch {
      return false;
    }
  });
}

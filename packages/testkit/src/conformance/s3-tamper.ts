import { createHash, createHmac } from "node:crypto";
import type { BlobsUnderTest } from "./blobs.ts";

interface S3Access {
  readonly url: string;
  readonly bucket: string;
  readonly accessKey: string;
  readonly secretKey: string;
}

/**
 * Overwrites or removes an object behind the adapter's back, by one request of our own signed with AWS
 * Signature Version 4, so that the tests do not lean on the client they test.
 */
export function s3Tamper({ url, bucket, accessKey, secretKey }: S3Access): BlobsUnderTest["tamper"] {
  return async (tenant, digest, bytes) => {
    const target = new URL(`/${bucket}/${tenant}/${digest}`, url);
    const method = bytes === null ? "DELETE" : "PUT";
    const body = bytes ?? new Uint8Array();
    const stamp = new Date().toISOString().replaceAll(/[:-]|\.\d{3}/g, "");
    const day = stamp.slice(0, 8);
    const payloadHash = createHash("sha256").update(body).digest("hex");
    const signed = { host: target.host, "x-amz-content-sha256": payloadHash, "x-amz-date": stamp };
    const names = Object.keys(signed).join(";");
    const canonical = [
      method,
      target.pathname,
      "",
      ...Object.entries(signed).map(([name, value]) => `${name}:${value}`),
      "",
      names,
      payloadHash,
    ].join("\n");
    const scope = `${day}/us-east-1/s3/aws4_request`;
    const toSign = [
      "AWS4-HMAC-SHA256",
      stamp,
      scope,
      createHash("sha256").update(canonical).digest("hex"),
    ].join("\n");
    const key = [day, "us-east-1", "s3", "aws4_request"].reduce(hmac, Buffer.from(`AWS4${secretKey}`));
    const signature = createHmac("sha256", key).update(toSign).digest("hex");
    const authorization = `AWS4-HMAC-SHA256 Credential=${accessKey}/${scope}, SignedHeaders=${names}, Signature=${signature}`;
    const { host: _host, ...headers } = signed;
    const response = await fetch(target, {
      method,
      headers: { ...headers, authorization },
      ...(bytes === null ? {} : { body: Buffer.from(bytes) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${target.pathname}: ${response.status} ${text}`);
  };
}

function hmac(key: Buffer, part: string): Buffer {
  return createHmac("sha256", key).update(part).digest();
}
